// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_btf_info (Linux 6.18).</summary>
public static class BtfInfoLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 32;

    /// <summary>btf: 8 bytes at 0.</summary>
    public static UapiField btf => new(0, 8);

    /// <summary>btf_size: 4 bytes at 8.</summary>
    public static UapiField btf_size => new(8, 4);

    /// <summary>id: 4 bytes at 12.</summary>
    public static UapiField id => new(12, 4);

    /// <summary>name: 8 bytes at 16.</summary>
    public static UapiField name => new(16, 8);

    /// <summary>name_len: 4 bytes at 24.</summary>
    public static UapiField name_len => new(24, 4);

    /// <summary>kernel_btf: 4 bytes at 28.</summary>
    public static UapiField kernel_btf => new(28, 4);
}
