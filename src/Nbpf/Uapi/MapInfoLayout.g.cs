// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_map_info (Linux 6.18).</summary>
public static class MapInfoLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 104;

    /// <summary>type: 4 bytes at 0.</summary>
    public static UapiField type => new(0, 4);

    /// <summary>id: 4 bytes at 4.</summary>
    public static UapiField id => new(4, 4);

    /// <summary>key_size: 4 bytes at 8.</summary>
    public static UapiField key_size => new(8, 4);

    /// <summary>value_size: 4 bytes at 12.</summary>
    public static UapiField value_size => new(12, 4);

    /// <summary>max_entries: 4 bytes at 16.</summary>
    public static UapiField max_entries => new(16, 4);

    /// <summary>map_flags: 4 bytes at 20.</summary>
    public static UapiField map_flags => new(20, 4);

    /// <summary>name: 16 bytes at 24.</summary>
    public static UapiField name => new(24, 16);

    /// <summary>ifindex: 4 bytes at 40.</summary>
    public static UapiField ifindex => new(40, 4);

    /// <summary>btf_vmlinux_value_type_id: 4 bytes at 44.</summary>
    public static UapiField btf_vmlinux_value_type_id => new(44, 4);

    /// <summary>netns_dev: 8 bytes at 48.</summary>
    public static UapiField netns_dev => new(48, 8);

    /// <summary>netns_ino: 8 bytes at 56.</summary>
    public static UapiField netns_ino => new(56, 8);

    /// <summary>btf_id: 4 bytes at 64.</summary>
    public static UapiField btf_id => new(64, 4);

    /// <summary>btf_key_type_id: 4 bytes at 68.</summary>
    public static UapiField btf_key_type_id => new(68, 4);

    /// <summary>btf_value_type_id: 4 bytes at 72.</summary>
    public static UapiField btf_value_type_id => new(72, 4);

    /// <summary>btf_vmlinux_id: 4 bytes at 76.</summary>
    public static UapiField btf_vmlinux_id => new(76, 4);

    /// <summary>map_extra: 8 bytes at 80.</summary>
    public static UapiField map_extra => new(80, 8);

    /// <summary>hash: 8 bytes at 88.</summary>
    public static UapiField hash => new(88, 8);

    /// <summary>hash_size: 4 bytes at 96.</summary>
    public static UapiField hash_size => new(96, 4);
}
