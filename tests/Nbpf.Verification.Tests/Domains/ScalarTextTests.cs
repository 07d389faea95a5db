using System.Text;
using Nbpf.Verification.Domains;
using Xunit;

namespace Nbpf.Verification.Tests.Domains;

public sealed class ScalarTextTests
{
    [Theory]
    [InlineData(7, "7")]
    [InlineData(-32768, "-32768")]
    [InlineData(-32769, "0xffffffffffff7fff")]
    [InlineData(32768, "0x8000")]
    public void Format_Constant_AsSignedNumber(long value, string expected) =>
        Assert.Equal(expected, ScalarText.Format(ScalarBounds.Constant((ulong)value)));

    [Fact]
    public void Format_UnknownAndTruncated_AsLinuxPrints()
    {
        ScalarBounds bounds = ScalarBounds.Unknown();
        Assert.Equal("scalar()", bounds.ToString());
        bounds.TruncateToSize(4);
        Assert.Equal("scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))", bounds.ToString());
        bounds.TruncateToSize(1);
        Assert.Equal("scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))", bounds.ToString());
    }

    [Fact]
    public void Format_OnlySignBitUnknown_JoinsZeroesOfBothKinds()
    {
        ScalarBounds bounds = ScalarBounds.Unknown();
        bounds.VarOff = new Tnum(0, 1UL << 63);
        bounds.Sync();
        Assert.Equal("scalar(smax=smax32=umax32=0,umax=0x8000000000000000,smin32=0,var_off=(0x0; 0x8000000000000000))", bounds.ToString());
    }

    [Fact]
    public void Format_Negative32BitBound_IsNotSignExtended()
    {
        ScalarBounds bounds = ScalarBounds.Unknown();
        bounds.VarOff = new Tnum(0x80000008, 0xffffffff_00000007);
        bounds.Sync();
        Assert.Equal(
            "scalar(smin=0x8000000080000008,smax=0x7fffffff8000000f,umin=smin32=umin32=0x80000008,umax=0xffffffff8000000f,"
            + "smax32=umax32=0x8000000f,var_off=(0x80000008; 0xffffffff00000007))",
            bounds.ToString());
    }

    [Fact]
    public void AppendRanges_AfterAnotherAttribute_SeparatesByComma()
    {
        var text = new StringBuilder("id=1");
        bool first = false;
        ScalarBounds bounds = ScalarBounds.Unknown();
        (bounds.UMin, bounds.UMax) = (0, 3);
        bounds.Sync();
        ScalarText.AppendRanges(text, bounds, ref first);
        Assert.Equal("id=1,smin=smin32=0,smax=umax=smax32=umax32=3,var_off=(0x0; 0x3)", text.ToString());
    }
}
