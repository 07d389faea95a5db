// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct __sk_buff (Linux 6.18).</summary>
public static class SocketBufferContextLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 192;

    /// <summary>len: 4 bytes at 0.</summary>
    public static UapiField len => new(0, 4);

    /// <summary>pkt_type: 4 bytes at 4.</summary>
    public static UapiField pkt_type => new(4, 4);

    /// <summary>mark: 4 bytes at 8.</summary>
    public static UapiField mark => new(8, 4);

    /// <summary>queue_mapping: 4 bytes at 12.</summary>
    public static UapiField queue_mapping => new(12, 4);

    /// <summary>protocol: 4 bytes at 16.</summary>
    public static UapiField protocol => new(16, 4);

    /// <summary>vlan_present: 4 bytes at 20.</summary>
    public static UapiField vlan_present => new(20, 4);

    /// <summary>vlan_tci: 4 bytes at 24.</summary>
    public static UapiField vlan_tci => new(24, 4);

    /// <summary>vlan_proto: 4 bytes at 28.</summary>
    public static UapiField vlan_proto => new(28, 4);

    /// <summary>priority: 4 bytes at 32.</summary>
    public static UapiField priority => new(32, 4);

    /// <summary>ingress_ifindex: 4 bytes at 36.</summary>
    public static UapiField ingress_ifindex => new(36, 4);

    /// <summary>ifindex: 4 bytes at 40.</summary>
    public static UapiField ifindex => new(40, 4);

    /// <summary>tc_index: 4 bytes at 44.</summary>
    public static UapiField tc_index => new(44, 4);

    /// <summary>cb: 20 bytes at 48.</summary>
    public static UapiField cb => new(48, 20);

    /// <summary>hash: 4 bytes at 68.</summary>
    public static UapiField hash => new(68, 4);

    /// <summary>tc_classid: 4 bytes at 72.</summary>
    public static UapiField tc_classid => new(72, 4);

    /// <summary>data: 4 bytes at 76.</summary>
    public static UapiField data => new(76, 4);

    /// <summary>data_end: 4 bytes at 80.</summary>
    public static UapiField data_end => new(80, 4);

    /// <summary>napi_id: 4 bytes at 84.</summary>
    public static UapiField napi_id => new(84, 4);

    /// <summary>family: 4 bytes at 88.</summary>
    public static UapiField family => new(88, 4);

    /// <summary>remote_ip4: 4 bytes at 92.</summary>
    public static UapiField remote_ip4 => new(92, 4);

    /// <summary>local_ip4: 4 bytes at 96.</summary>
    public static UapiField local_ip4 => new(96, 4);

    /// <summary>remote_ip6: 16 bytes at 100.</summary>
    public static UapiField remote_ip6 => new(100, 16);

    /// <summary>local_ip6: 16 bytes at 116.</summary>
    public static UapiField local_ip6 => new(116, 16);

    /// <summary>remote_port: 4 bytes at 132.</summary>
    public static UapiField remote_port => new(132, 4);

    /// <summary>local_port: 4 bytes at 136.</summary>
    public static UapiField local_port => new(136, 4);

    /// <summary>data_meta: 4 bytes at 140.</summary>
    public static UapiField data_meta => new(140, 4);

    /// <summary>flow_keys: 8 bytes at 144.</summary>
    public static UapiField flow_keys => new(144, 8);

    /// <summary>tstamp: 8 bytes at 152.</summary>
    public static UapiField tstamp => new(152, 8);

    /// <summary>wire_len: 4 bytes at 160.</summary>
    public static UapiField wire_len => new(160, 4);

    /// <summary>gso_segs: 4 bytes at 164.</summary>
    public static UapiField gso_segs => new(164, 4);

    /// <summary>sk: 8 bytes at 168.</summary>
    public static UapiField sk => new(168, 8);

    /// <summary>gso_size: 4 bytes at 176.</summary>
    public static UapiField gso_size => new(176, 4);

    /// <summary>tstamp_type: 1 bytes at 180.</summary>
    public static UapiField tstamp_type => new(180, 1);

    /// <summary>hwtstamp: 8 bytes at 184.</summary>
    public static UapiField hwtstamp => new(184, 8);
}
