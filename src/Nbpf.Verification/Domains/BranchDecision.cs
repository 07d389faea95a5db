using Nbpf.Isa;

namespace Nbpf.Verification.Domains;

/// <summary>Whether bounds alone decide a conditional jump between two scalars (kernel/bpf/verifier.c, Linux 6.18).</summary>
public static class BranchDecision
{
    /// <summary>
    /// Decides <c>a operation b</c>. Sound: an order is decided only when the ranges of both operands lie on one side of each
    /// other; equality only when both are the same constant or no common value exists in some part; bit tests only from bits
    /// known of the tnum.
    /// </summary>
    /// <param name="operation">A conditional jump.</param>
    /// <param name="is32">True for class JMP32: only the low halves are compared.</param>
    /// <param name="a">The destination operand.</param>
    /// <param name="b">The source operand: register, or immediate as a sign-extended constant.</param>
    public static BranchOutcome Decide(JumpOperation operation, bool is32, in ScalarBounds a, in ScalarBounds b) => operation switch
    {
        JumpOperation.Equal => Equal(is32, a, b),
        JumpOperation.NotEqual => Negate(Equal(is32, a, b)),
        JumpOperation.BitsSet => BitsSet(is32, a, b),
        JumpOperation.Greater => Unsigned(is32, b, a, orEqual: false),
        JumpOperation.GreaterOrEqual => Unsigned(is32, b, a, orEqual: true),
        JumpOperation.Less => Unsigned(is32, a, b, orEqual: false),
        JumpOperation.LessOrEqual => Unsigned(is32, a, b, orEqual: true),
        JumpOperation.SignedGreater => Signed(is32, b, a, orEqual: false),
        JumpOperation.SignedGreaterOrEqual => Signed(is32, b, a, orEqual: true),
        JumpOperation.SignedLess => Signed(is32, a, b, orEqual: false),
        JumpOperation.SignedLessOrEqual => Signed(is32, a, b, orEqual: true),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "not a comparison"),
    };

    private static BranchOutcome Equal(bool is32, in ScalarBounds a, in ScalarBounds b)
    {
        Tnum x = is32 ? a.VarOff.Subreg() : a.VarOff;
        Tnum y = is32 ? b.VarOff.Subreg() : b.VarOff;
        if (x.IsConst && y.IsConst)
            return x.Value == y.Value ? BranchOutcome.Always : BranchOutcome.Never;

        bool disjoint = !Tnum.Overlaps(x, y)
            || a.U32Min > b.U32Max || a.U32Max < b.U32Min || a.S32Min > b.S32Max || a.S32Max < b.S32Min
            || (!is32 && (a.UMin > b.UMax || a.UMax < b.UMin || a.SMin > b.SMax || a.SMax < b.SMin));
        return disjoint ? BranchOutcome.Never : BranchOutcome.Unknown;
    }

    private static BranchOutcome BitsSet(bool is32, in ScalarBounds a, in ScalarBounds b)
    {
        Tnum x = is32 ? a.VarOff.Subreg() : a.VarOff;
        Tnum y = is32 ? b.VarOff.Subreg() : b.VarOff;
        if (!y.IsConst)
            (x, y) = (y, x);
        if (!y.IsConst)
            return BranchOutcome.Unknown;
        if ((x.Value & y.Value) != 0)
            return BranchOutcome.Always;
        return (x.Max & y.Value) == 0 ? BranchOutcome.Never : BranchOutcome.Unknown;
    }

    /// <summary>a &lt; b, or a &lt;= b, unsigned.</summary>
    private static BranchOutcome Unsigned(bool is32, in ScalarBounds a, in ScalarBounds b, bool orEqual)
    {
        ulong aMin = is32 ? a.U32Min : a.UMin;
        ulong aMax = is32 ? a.U32Max : a.UMax;
        ulong bMin = is32 ? b.U32Min : b.UMin;
        ulong bMax = is32 ? b.U32Max : b.UMax;
        if (orEqual ? aMax <= bMin : aMax < bMin)
            return BranchOutcome.Always;
        return (orEqual ? aMin > bMax : aMin >= bMax) ? BranchOutcome.Never : BranchOutcome.Unknown;
    }

    /// <summary>a &lt; b, or a &lt;= b, signed.</summary>
    private static BranchOutcome Signed(bool is32, in ScalarBounds a, in ScalarBounds b, bool orEqual)
    {
        long aMin = is32 ? a.S32Min : a.SMin;
        long aMax = is32 ? a.S32Max : a.SMax;
        long bMin = is32 ? b.S32Min : b.SMin;
        long bMax = is32 ? b.S32Max : b.SMax;
        if (orEqual ? aMax <= bMin : aMax < bMin)
            return BranchOutcome.Always;
        return (orEqual ? aMin > bMax : aMin >= bMax) ? BranchOutcome.Never : BranchOutcome.Unknown;
    }

    private static BranchOutcome Negate(BranchOutcome outcome) =>
        outcome == BranchOutcome.Unknown ? outcome : 1 - outcome;
}
