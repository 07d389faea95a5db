// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_sock (Linux 6.18).</summary>
public static class SocketContextLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 80;

    /// <summary>bound_dev_if: 4 bytes at 0.</summary>
    public static UapiField bound_dev_if => new(0, 4);

    /// <summary>family: 4 bytes at 4.</summary>
    public static UapiField family => new(4, 4);

    /// <summary>type: 4 bytes at 8.</summary>
    public static UapiField type => new(8, 4);

    /// <summary>protocol: 4 bytes at 12.</summary>
    public static UapiField protocol => new(12, 4);

    /// <summary>mark: 4 bytes at 16.</summary>
    public static UapiField mark => new(16, 4);

    /// <summary>priority: 4 bytes at 20.</summary>
    public static UapiField priority => new(20, 4);

    /// <summary>src_ip4: 4 bytes at 24.</summary>
    public static UapiField src_ip4 => new(24, 4);

    /// <summary>src_ip6: 16 bytes at 28.</summary>
    public static UapiField src_ip6 => new(28, 16);

    /// <summary>src_port: 4 bytes at 44.</summary>
    public static UapiField src_port => new(44, 4);

    /// <summary>dst_port: 2 bytes at 48.</summary>
    public static UapiField dst_port => new(48, 2);

    /// <summary>dst_ip4: 4 bytes at 52.</summary>
    public static UapiField dst_ip4 => new(52, 4);

    /// <summary>dst_ip6: 16 bytes at 56.</summary>
    public static UapiField dst_ip6 => new(56, 16);

    /// <summary>state: 4 bytes at 72.</summary>
    public static UapiField state => new(72, 4);

    /// <summary>rx_queue_mapping: 4 bytes at 76.</summary>
    public static UapiField rx_queue_mapping => new(76, 4);
}
