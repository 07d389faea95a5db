// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_fib_lookup (Linux 6.18).</summary>
public static class FibLookupLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 64;

    /// <summary>family: 1 bytes at 0.</summary>
    public static UapiField family => new(0, 1);

    /// <summary>l4_protocol: 1 bytes at 1.</summary>
    public static UapiField l4_protocol => new(1, 1);

    /// <summary>sport: 2 bytes at 2.</summary>
    public static UapiField sport => new(2, 2);

    /// <summary>dport: 2 bytes at 4.</summary>
    public static UapiField dport => new(4, 2);

    /// <summary>tot_len: 2 bytes at 6.</summary>
    public static UapiField tot_len => new(6, 2);

    /// <summary>mtu_result: 2 bytes at 6.</summary>
    public static UapiField mtu_result => new(6, 2);

    /// <summary>ifindex: 4 bytes at 8.</summary>
    public static UapiField ifindex => new(8, 4);

    /// <summary>tos: 1 bytes at 12.</summary>
    public static UapiField tos => new(12, 1);

    /// <summary>flowinfo: 4 bytes at 12.</summary>
    public static UapiField flowinfo => new(12, 4);

    /// <summary>rt_metric: 4 bytes at 12.</summary>
    public static UapiField rt_metric => new(12, 4);

    /// <summary>ipv4_src: 4 bytes at 16.</summary>
    public static UapiField ipv4_src => new(16, 4);

    /// <summary>ipv6_src: 16 bytes at 16.</summary>
    public static UapiField ipv6_src => new(16, 16);

    /// <summary>ipv4_dst: 4 bytes at 32.</summary>
    public static UapiField ipv4_dst => new(32, 4);

    /// <summary>ipv6_dst: 16 bytes at 32.</summary>
    public static UapiField ipv6_dst => new(32, 16);

    /// <summary>h_vlan_proto: 2 bytes at 48.</summary>
    public static UapiField h_vlan_proto => new(48, 2);

    /// <summary>h_vlan_TCI: 2 bytes at 50.</summary>
    public static UapiField h_vlan_TCI => new(50, 2);

    /// <summary>tbid: 4 bytes at 48.</summary>
    public static UapiField tbid => new(48, 4);

    /// <summary>mark: 4 bytes at 52.</summary>
    public static UapiField mark => new(52, 4);

    /// <summary>smac: 6 bytes at 52.</summary>
    public static UapiField smac => new(52, 6);

    /// <summary>dmac: 6 bytes at 58.</summary>
    public static UapiField dmac => new(58, 6);
}
