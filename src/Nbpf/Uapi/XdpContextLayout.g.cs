// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct xdp_md (Linux 6.18).</summary>
public static class XdpContextLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 24;

    /// <summary>data: 4 bytes at 0.</summary>
    public static UapiField data => new(0, 4);

    /// <summary>data_end: 4 bytes at 4.</summary>
    public static UapiField data_end => new(4, 4);

    /// <summary>data_meta: 4 bytes at 8.</summary>
    public static UapiField data_meta => new(8, 4);

    /// <summary>ingress_ifindex: 4 bytes at 12.</summary>
    public static UapiField ingress_ifindex => new(12, 4);

    /// <summary>rx_queue_index: 4 bytes at 16.</summary>
    public static UapiField rx_queue_index => new(16, 4);

    /// <summary>egress_ifindex: 4 bytes at 20.</summary>
    public static UapiField egress_ifindex => new(20, 4);
}
