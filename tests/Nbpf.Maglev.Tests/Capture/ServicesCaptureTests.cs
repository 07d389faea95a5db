using Nbpf.Maglev.Capture;
using PacketDotNet;

namespace Nbpf.Maglev.Tests.Capture;

/// <summary>What the recorded capture must offer to the demo.</summary>
public sealed class ServicesCaptureTests
{
    private static readonly List<CapturedPacket> s_packets = Read();

    [Fact]
    public void Capture_Recorded_HasEnoughWholePackets()
    {
        Assert.InRange(s_packets.Count, 20_000, 100_000);
        Assert.All(s_packets, packet => Assert.True(packet.IsWhole));
        Assert.InRange(new FileInfo(RepositoryFiles.Capture).Length, 1, 1_500_000);
    }

    [Fact]
    public void Classify_Capture_FindsEveryClass()
    {
        ILookup<TrafficClass, CapturedPacket> classes = s_packets.ToLookup(packet => TrafficClassifier.Classify(packet.Data.Span));

        foreach (TrafficClass expected in Enum.GetValues<TrafficClass>().Except([TrafficClass.Other, TrafficClass.IPv6IcmpError]))
            Assert.True(classes[expected].Any(), $"no packet of class {expected}");
        Assert.Empty(classes[TrafficClass.Other]);
    }

    [Fact]
    public void Classify_Capture_AgreesWithPacketDotNet()
    {
        foreach (CapturedPacket captured in s_packets)
        {
            Packet packet = Packet.ParsePacket(LinkLayers.Ethernet, captured.Data.ToArray());
            TrafficClass actual = TrafficClassifier.Classify(captured.Data.Span);
            bool isFragment = packet.Extract<IPv4Packet>() is { } ip && (ip.FragmentOffset != 0 || (ip.FragmentFlags & 1) != 0);
            if (isFragment || actual == TrafficClass.IPv6Fragment) continue;
            bool isIPv6 = packet.Extract<IPv6Packet>() is not null;
            if (packet.Extract<TcpPacket>() is not null) Assert.Equal(isIPv6 ? TrafficClass.IPv6Tcp : TrafficClass.IPv4Tcp, actual);
            if (packet.Extract<UdpPacket>() is not null) Assert.Equal(isIPv6 ? TrafficClass.IPv6Udp : TrafficClass.IPv4Udp, actual);
            if (packet.Extract<ArpPacket>() is not null) Assert.Equal(TrafficClass.Arp, actual);
        }
    }

    [Fact]
    public void Classify_CutFrames_NeverThrows()
    {
        foreach (IGrouping<TrafficClass, CapturedPacket> packets in s_packets.GroupBy(packet => TrafficClassifier.Classify(packet.Data.Span)))
        {
            ReadOnlySpan<byte> frame = packets.First().Data.Span;
            for (int length = 0; length < frame.Length; length++) TrafficClassifier.Name(TrafficClassifier.Classify(frame[..length]));
        }
    }

    private static List<CapturedPacket> Read()
    {
        List<CapturedPacket> packets = [];
        using PcapReader reader = PcapReader.Open(RepositoryFiles.Capture);
        while (reader.TryRead(out CapturedPacket packet)) packets.Add(packet);
        return packets;
    }
}
