using CsCheck;
using Nbpf.Linux.Netlink;
using Nbpf.Syscall;
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

    /// <summary>Kernels from 4.12 on cap what they repeat of a request when asked to; others repeat all of it before they explain.</summary>
    [Theory]
    [InlineData(0x100, 0)]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 24)]
    public void Acknowledged_CappedOrWhole_ReadsTheExplanationBehindTheRequest(ushort capped, int requestBody)
    {
        NetlinkRequest request = new(44, 0, new byte[requestBody]);
        byte[] repeated = request.ToArray(9);
        NetlinkRequest explanation = new(0, 0, []);
        byte[] attributes = explanation.Add(1, "there is none").ToArray(0)[NetlinkRequest.HeaderSize..];
        byte[] body = [.. BitConverter.GetBytes(-2), .. repeated, .. attributes];
        NetlinkAnswer answer = NetlinkSocket.Acknowledged(body, (ushort)(capped | 0x200), []);
        Assert.Equal((Errno.ENOENT, "there is none"), (answer.Result.Errno, answer.Explanation));
        Assert.Null(NetlinkSocket.Acknowledged(body, capped, []).Explanation);
        Assert.Null(NetlinkSocket.Acknowledged(body.AsMemory(0, sizeof(int) + repeated.Length), (ushort)(capped | 0x200), []).Explanation);
        Assert.Equal(Errno.EBADMSG, NetlinkSocket.Acknowledged(body.AsMemory(0, sizeof(int) + NetlinkRequest.HeaderSize - 1), 0, []).Result.Errno);
    }
}
