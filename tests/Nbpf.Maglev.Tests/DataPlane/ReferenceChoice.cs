using PacketDotNet;

namespace Nbpf.Maglev.Tests.DataPlane;

/// <summary>What the data plane should do with a well-formed frame, worked out over PacketDotNet's reading of it.</summary>
internal sealed class ReferenceChoice(IReadOnlyDictionary<VirtualIp, ServiceTable> services, IReadOnlyDictionary<uint, WireAddress> backends)
{
    /// <summary>The address of the backend that gets the frame; null: passed to the host.</summary>
    internal WireAddress? Choose(byte[] frame)
    {
        Packet packet = Packet.ParsePacket(LinkLayers.Ethernet, frame);
        if (packet.PayloadPacket is not IPPacket ip) return null;
        (VirtualIp vip, WireAddress client, ushort clientPort)? flow = ip switch
        {
            IPv4Packet ipv4 => Flow4(ipv4),
            IPv6Packet ipv6 => Flow6(ipv6, frame),
            _ => null,
        };
        if (flow is not { } found || !services.TryGetValue(found.vip, out ServiceTable? table)) return null;
        ulong hash = FlowHash.Compute(Balancer.Seed, found.client, found.clientPort, found.vip);
        return backends[table.Table.Slots[FlowHash.Slot(hash, table.Table.Size)]];
    }

    private static (VirtualIp, WireAddress, ushort)? Flow4(IPv4Packet ip)
    {
        WireAddress source = WireAddress.From(ip.SourceAddress), destination = WireAddress.From(ip.DestinationAddress);
        bool isFragment = ip.FragmentOffset != 0 || (ip.FragmentFlags & 1) != 0;
        if (isFragment && ip.Protocol is ProtocolType.Tcp or ProtocolType.Udp && isFragment)
            return (new VirtualIp(destination, 0, (TransportProtocol)(byte)ip.Protocol), source, 0);
        if (ip.PayloadPacket is IcmpV4Packet icmp)
        {
            if ((int)icmp.TypeCode >> 8 is not (3 or 11 or 12)) return null;
            return Quoted(new IPv4Packet(new PacketDotNet.Utils.ByteArraySegment(icmp.PayloadData ?? icmp.Bytes[8..])));
        }
        return Transport(ip, destination, source);
    }

    private static (VirtualIp, WireAddress, ushort)? Flow6(IPv6Packet ip, byte[] frame)
    {
        WireAddress source = WireAddress.From(ip.SourceAddress), destination = WireAddress.From(ip.DestinationAddress);
        const int Fragment = 44;
        if (frame[14 + 6] == Fragment) return (new VirtualIp(destination, 0, (TransportProtocol)frame[14 + 40]), source, 0);
        return frame[14 + 6] is 6 or 17 ? Transport(ip, destination, source) : null;
    }

    private static (VirtualIp, WireAddress, ushort)? Transport(IPPacket ip, WireAddress destination, WireAddress source) => ip.PayloadPacket switch
    {
        TcpPacket tcp => (new VirtualIp(destination, tcp.DestinationPort, TransportProtocol.Tcp), source, tcp.SourcePort),
        UdpPacket udp => (new VirtualIp(destination, udp.DestinationPort, TransportProtocol.Udp), source, udp.SourcePort),
        _ => null,
    };

    private static (VirtualIp, WireAddress, ushort)? Quoted(IPv4Packet quoted) => quoted.PayloadPacket switch
    {
        TcpPacket tcp => (new VirtualIp(WireAddress.From(quoted.SourceAddress), tcp.SourcePort, TransportProtocol.Tcp), WireAddress.From(quoted.DestinationAddress), tcp.DestinationPort),
        UdpPacket udp => (new VirtualIp(WireAddress.From(quoted.SourceAddress), udp.SourcePort, TransportProtocol.Udp), WireAddress.From(quoted.DestinationAddress), udp.DestinationPort),
        _ => null,
    };
}
