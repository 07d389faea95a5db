using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using PacketDotNet;

namespace Nbpf.Maglev.Tests.DataPlane;

/// <summary>Frames to the VIPs of the tests, built by PacketDotNet.</summary>
internal static class Frames
{
    internal static readonly VirtualIp Vip4 = new(WireAddress.Parse("10.20.0.3"), 443, TransportProtocol.Tcp);
    internal static readonly VirtualIp Vip6 = new(WireAddress.Parse("fd20::80"), 80, TransportProtocol.Tcp);

    internal static byte[] Tcp(string client, ushort clientPort, VirtualIp vip, int payloadBytes = 0) =>
        Ethernet(Ip(client, vip.Address.ToString(), new TcpPacket(clientPort, vip.Port) { PayloadData = new byte[payloadBytes] }));

    internal static byte[] Udp(string client, ushort clientPort, VirtualIp vip) =>
        Ethernet(Ip(client, vip.Address.ToString(), new UdpPacket(clientPort, vip.Port)));

    /// <summary>A frame whose Internet layer is given as bytes.</summary>
    internal static byte[] Raw(ushort type, params byte[] packet) =>
        [.. PhysicalAddress.Parse("02-00-00-00-0F-01").GetAddressBytes(), .. PhysicalAddress.Parse("02-00-00-00-0C-01").GetAddressBytes(), (byte)(type >> 8), (byte)type, .. packet];

    /// <summary>"Fragmentation needed" or "packet too big" by a router about a packet that went from the VIP to the client.</summary>
    internal static byte[] TooBig(string client, ushort clientPort, VirtualIp vip)
    {
        byte[] quoted = Ip(vip.Address.ToString(), client, new TcpPacket(vip.Port, clientPort)).Bytes;
        byte[] message = new byte[8 + quoted.Length];
        message[0] = vip.Address.IsIPv4 ? (byte)3 : (byte)2;
        message[1] = vip.Address.IsIPv4 ? (byte)4 : (byte)0;
        quoted.CopyTo(message, 8);
        string router = vip.Address.IsIPv4 ? "10.77.0.1" : "fd77::1";
        IPPacket packet = Ip(router, vip.Address.ToString(), null);
        packet.Protocol = vip.Address.IsIPv4 ? ProtocolType.Icmp : ProtocolType.IcmpV6;
        packet.PayloadData = message;
        return Ethernet(packet);
    }

    internal static byte[] Echo(VirtualIp vip)
    {
        IPPacket packet = Ip(vip.Address.IsIPv4 ? "10.10.0.2" : "fd10::2", vip.Address.ToString(), null);
        packet.Protocol = vip.Address.IsIPv4 ? ProtocolType.Icmp : ProtocolType.IcmpV6;
        packet.PayloadData = [vip.Address.IsIPv4 ? (byte)8 : (byte)128, 0, 0, 0, 0, 1, 0, 1];
        return Ethernet(packet);
    }

    internal static byte[] Fragment(string client, VirtualIp vip, ushort flagsAndOffset)
    {
        if (vip.Address.IsIPv4)
        {
            byte[] frame = Udp(client, 4444, vip with { Port = flagsAndOffset == 0x2000 ? vip.Port : (ushort)7 });
            frame[14 + 9] = (byte)vip.Protocol;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(14 + 6), flagsAndOffset);
            return frame;
        }
        IPPacket packet = Ip(client, vip.Address.ToString(), null);
        packet.Protocol = ProtocolType.IPv6FragmentHeader;
        byte[] payload = new byte[24];
        payload[0] = (byte)vip.Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), flagsAndOffset);
        packet.PayloadData = payload;
        return Ethernet(packet);
    }

    private static IPPacket Ip(string source, string destination, Packet? payload)
    {
        IPAddress from = IPAddress.Parse(source), to = IPAddress.Parse(destination);
        IPPacket packet = from.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? new IPv4Packet(from, to) : new IPv6Packet(from, to);
        if (payload is not null) packet.PayloadPacket = payload;
        return packet;
    }

    private static byte[] Ethernet(IPPacket packet)
    {
        packet.UpdateCalculatedValues();
        (packet as IPv4Packet)?.UpdateIPChecksum();
        byte[] bytes = packet.Bytes;
        if (packet is IPv4Packet) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        else BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)(bytes.Length - 40));
        return Raw(packet is IPv4Packet ? (ushort)0x0800 : (ushort)0x86dd, bytes);
    }
}
