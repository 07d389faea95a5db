using CsCheck;
using Nbpf.Linux.Netlink;
using Xunit;

namespace Nbpf.Linux.Tests.Netlink;

public sealed class NetlinkMessageTests
{
    [Fact]
    public void ToArray_AttributesAndNesting_AreReadBackAsWritten() => Gen.Select(Gen.Int, Gen.String[Gen.Char['a', 'z'], 0, 40], Gen.Int, Gen.Int[0, 40])
        .Sample((number, text, inner, bodyLength) =>
        {
            NetlinkRequest request = new(18, 0x300, new byte[bodyLength]);
            request.Add(3, number).Add(7, text).AddNested(43, nested => nested.Add(1, inner).AddNested(2, deep => deep.Add(5, text))).Add(9, 1);
            byte[] message = request.ToArray(77);
            Assert.Equal((message.Length, 18, 0x305, 77), (BitConverter.ToInt32(message), BitConverter.ToUInt16(message, 4), BitConverter.ToUInt16(message, 6), BitConverter.ToInt32(message, 8)));
            NetlinkAttributes read = new(message.AsMemory((NetlinkRequest.HeaderSize + bodyLength + 3) & ~3));
            Assert.Equal(((uint)number, text, (uint)inner, text, 1u), (read.Number(3), read.Text(7), read.Nested(43).Number(1), read.Nested(43).Nested(2).Text(5), read.Number(9)));
            Assert.Null(read.Number(4));
        });

    [Fact]
    public void NetlinkAttributes_AnyBytes_AreReadWithoutFailing() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        NetlinkAttributes read = new(bytes);
        for (int type = 0; type < 64; type++)
        {
            _ = read.Number(type);
            _ = read.Text(type);
            _ = read.Nested(type).Number(type);
        }
    });
}
