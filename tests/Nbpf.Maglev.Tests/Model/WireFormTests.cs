using CsCheck;

namespace Nbpf.Maglev.Tests.Model;

public sealed class WireFormTests
{
    [Theory]
    [InlineData("10.0.0.1", true, "00000000000000000000FFFF0A000001")]
    [InlineData("255.255.255.255", true, "00000000000000000000FFFFFFFFFFFF")]
    [InlineData("fd20::80", false, "FD200000000000000000000000000080")]
    [InlineData("::1", false, "00000000000000000000000000000001")]
    public void Write_Address_GivesNetworkOrderWithIPv4Mapped(string text, bool isIPv4, string bytes)
    {
        WireAddress address = WireAddress.Parse(text);
        byte[] written = new byte[16];
        address.Write(written);

        Assert.Equal(bytes, Convert.ToHexString(written));
        Assert.Equal(isIPv4, address.IsIPv4);
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, WireAddress.Read(written));
    }

    [Fact]
    public void CompareTo_AnyTwoAddresses_IsByteOrder() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong[0, 1], Gen.ULong[0, 3]).Sample((a, b, c, d) =>
        {
            (WireAddress left, WireAddress right) = (new(c, a), new(d >> 1, b));
            byte[] leftBytes = new byte[16], rightBytes = new byte[16];
            left.Write(leftBytes);
            right.Write(rightBytes);
            return Math.Sign(left.CompareTo(right)) == Math.Sign(leftBytes.AsSpan().SequenceCompareTo(rightBytes));
        });

    [Fact]
    public void WriteKey_Vip_IsTheProgramsStruct()
    {
        byte[] key = new byte[VirtualIp.KeyBytes];
        new VirtualIp(WireAddress.Parse("10.20.0.3"), 443, TransportProtocol.Tcp).WriteKey(key);

        Assert.Equal("00000000000000000000FFFF0A14000301BB060000000000", Convert.ToHexString(key));
    }

    [Fact]
    public void ToString_Vip_IsReadable()
    {
        Assert.Equal("10.20.0.1:53/udp", new VirtualIp(WireAddress.Parse("10.20.0.1"), 53, TransportProtocol.Udp).ToString());
        Assert.Equal("[fd20::80]:80/tcp", new VirtualIp(WireAddress.Parse("fd20::80"), 80, TransportProtocol.Tcp).ToString());
    }

    [Fact]
    public void TryParse_NoAddress_IsFalse() => Assert.False(WireAddress.TryParse("10.0.0.256", out _));
}
