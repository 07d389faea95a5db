using Nbpf.Verification.Domains;
using Xunit;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>Bounds of which exactly one part contradicts the others, by one step.</summary>
public sealed class ScalarViolationTests
{
    private const string Ranges = "range bounds violation";
    private const string Constant = "const tnum out of sync with range bounds";
    private const string Subregister = "const subreg tnum out of sync with range bounds";

    private delegate void Change(ref ScalarBounds bounds);

    [Fact]
    public void FindViolation_EndsOfARange_MayMeetButNotPass()
    {
        Check(ScalarBounds.Unknown(), null, static (ref ScalarBounds b) => b.UMin = b.UMax = 5, static (ref ScalarBounds b) => b.SMin = b.SMax = 5);
        Check(ScalarBounds.Unknown(), null, static (ref ScalarBounds b) => b.U32Min = b.U32Max = 5, static (ref ScalarBounds b) => b.S32Min = b.S32Max = 5);
        Check(ScalarBounds.Unknown(), Ranges, static (ref ScalarBounds b) => (b.UMin, b.UMax) = (6, 5), static (ref ScalarBounds b) => (b.SMin, b.SMax) = (6, 5));
        Check(ScalarBounds.Unknown(), Ranges, static (ref ScalarBounds b) => (b.U32Min, b.U32Max) = (6, 5), static (ref ScalarBounds b) => (b.S32Min, b.S32Max) = (6, 5));
    }

    [Fact]
    public void FindViolation_RangeOfAConstant_IsTheConstant()
    {
        Check(ScalarBounds.Constant(7), null, static (ref ScalarBounds _) => { });
        Check(
            ScalarBounds.Constant(7),
            Constant,
            static (ref ScalarBounds b) => b.UMin--,
            static (ref ScalarBounds b) => b.UMax++,
            static (ref ScalarBounds b) => b.SMin--,
            static (ref ScalarBounds b) => b.SMax++);
    }

    [Fact]
    public void FindViolation_RangeOfAConstantSubregister_IsTheConstant()
    {
        ScalarBounds low = ScalarBounds.Unknown();
        low.VarOff = new Tnum(7, 0xffff_ffff_0000_0000);
        (low.U32Min, low.U32Max, low.S32Min, low.S32Max) = (7, 7, 7, 7);
        Check(low, null, static (ref ScalarBounds _) => { });
        Check(
            low,
            Subregister,
            static (ref ScalarBounds b) => b.U32Min--,
            static (ref ScalarBounds b) => b.U32Max++,
            static (ref ScalarBounds b) => b.S32Min--,
            static (ref ScalarBounds b) => b.S32Max++);
    }

    private static void Check(ScalarBounds bounds, string? violation, params Change[] changes)
    {
        foreach (Change change in changes)
        {
            ScalarBounds changed = bounds;
            change(ref changed);
            Assert.Equal(violation, changed.FindViolation());
        }
    }
}
