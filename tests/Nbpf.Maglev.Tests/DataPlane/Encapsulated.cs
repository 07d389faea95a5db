using PacketDotNet;

namespace Nbpf.Maglev.Tests.DataPlane;

/// <summary>Takes apart what the data plane sent, by PacketDotNet, and checks what must hold for every such packet.</summary>
internal static class Encapsulated
{
    /// <summary>The backend's address: the outer destination.</summary>
    internal static WireAddress Destination(byte[] original, ReadOnlyMemory<byte> sent)
    {
        byte[] frame = sent.ToArray();
        Assert.Equal("020000000F01", Convert.ToHexString(frame, 6, 6));
        Assert.Equal("02000000AA01", Convert.ToHexString(frame, 0, 6));
        bool isInnerIPv4 = original[12] == 0x08;
        EthernetPacket ethernet = (EthernetPacket)Packet.ParsePacket(LinkLayers.Ethernet, frame);
        IPPacket outer = (IPPacket)ethernet.PayloadPacket;
        int outerBytes = outer is IPv4Packet ? 20 : 40;
        Assert.Equal(original.Length + outerBytes, frame.Length);
        Assert.Equal(original.AsSpan(14), frame.AsSpan(14 + outerBytes));
        Assert.Equal(isInnerIPv4 ? ProtocolType.IPv4 : ProtocolType.IPv6, outer.Protocol);
        Assert.Equal(64, outer.TimeToLive);
        int innerLength = isInnerIPv4 ? original[16] << 8 | original[17] : 40 + (original[18] << 8 | original[19]);
        switch (outer)
        {
            case IPv4Packet ipv4:
                Assert.True(ipv4.ValidIPChecksum);
                Assert.Equal(5, ipv4.HeaderLength);
                Assert.Equal(20 + innerLength, ipv4.TotalLength);
                Assert.Equal(2, ipv4.FragmentFlags);
                Assert.Equal(0, ipv4.FragmentOffset);
                break;
            case IPv6Packet ipv6:
                Assert.Equal(innerLength, ipv6.PayloadLength);
                break;
        }
        return WireAddress.From(outer.DestinationAddress);
    }
}
