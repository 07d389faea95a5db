using System.Buffers.Binary;

namespace Nbpf.Maglev.Capture;

/// <summary>Tells the class of an Ethernet frame by its headers.</summary>
public static class TrafficClassifier
{
    private const int EthernetBytes = 14;

    /// <summary>The class of a frame.</summary>
    /// <param name="frame">The frame, from its Ethernet header on; any bytes.</param>
    public static TrafficClass Classify(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < EthernetBytes) return TrafficClass.Other;
        ReadOnlySpan<byte> packet = frame[EthernetBytes..];
        return BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
        {
            0x0800 => IPv4(packet),
            0x86dd => IPv6(packet),
            0x0806 => TrafficClass.Arp,
            _ => TrafficClass.Other,
        };
    }

    /// <summary>The class's name in reports: <c>ipv4-tcp</c>.</summary>
    /// <param name="trafficClass">The class.</param>
    public static string Name(TrafficClass trafficClass) => trafficClass switch
    {
        TrafficClass.IPv4Tcp => "ipv4-tcp",
        TrafficClass.IPv4Udp => "ipv4-udp",
        TrafficClass.IPv4Echo => "ipv4-icmp-echo",
        TrafficClass.IPv4IcmpError => "ipv4-icmp-error",
        TrafficClass.IPv4Fragment => "ipv4-fragment",
        TrafficClass.IPv6Tcp => "ipv6-tcp",
        TrafficClass.IPv6Udp => "ipv6-udp",
        TrafficClass.IPv6Echo => "ipv6-icmp-echo",
        TrafficClass.IPv6IcmpError => "ipv6-icmp-error",
        TrafficClass.IPv6Fragment => "ipv6-fragment",
        TrafficClass.IPv6Neighbour => "ipv6-neighbour",
        TrafficClass.Arp => "arp",
        TrafficClass.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(trafficClass)),
    };

    private static TrafficClass IPv4(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 20 || packet[0] >> 4 != 4) return TrafficClass.Other;
        int headerBytes = (packet[0] & 15) * 4;
        if (headerBytes < 20 || packet.Length < headerBytes) return TrafficClass.Other;
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3fff) != 0;
        if (isFragment) return TrafficClass.IPv4Fragment;
        ReadOnlySpan<byte> transport = packet[headerBytes..];
        return packet[9] switch
        {
            6 => TrafficClass.IPv4Tcp,
            17 => TrafficClass.IPv4Udp,
            1 when !transport.IsEmpty => transport[0] switch
            {
                0 or 8 => TrafficClass.IPv4Echo,
                3 or 11 or 12 => TrafficClass.IPv4IcmpError,
                _ => TrafficClass.Other,
            },
            _ => TrafficClass.Other,
        };
    }

    private static TrafficClass IPv6(ReadOnlySpan<byte> packet)
    {
        const int HopByHop = 0, HeaderBytes = 40;
        if (packet.Length < HeaderBytes || packet[0] >> 4 != 6) return TrafficClass.Other;
        byte next = packet[6];
        ReadOnlySpan<byte> rest = packet[HeaderBytes..];
        // Multicast listener reports carry a router alert.
        if (next == HopByHop && rest.Length >= 8)
        {
            next = rest[0];
            rest = rest[Math.Min(rest.Length, 8 + rest[1] * 8)..];
        }
        return next switch
        {
            6 => TrafficClass.IPv6Tcp,
            17 => TrafficClass.IPv6Udp,
            44 => TrafficClass.IPv6Fragment,
            58 when !rest.IsEmpty => rest[0] switch
            {
                >= 1 and <= 4 => TrafficClass.IPv6IcmpError,
                128 or 129 => TrafficClass.IPv6Echo,
                >= 130 and <= 137 or 143 => TrafficClass.IPv6Neighbour,
                _ => TrafficClass.Other,
            },
            _ => TrafficClass.Other,
        };
    }
}
