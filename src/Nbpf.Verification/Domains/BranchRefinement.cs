using System.Numerics;
using Nbpf.Isa;

namespace Nbpf.Verification.Domains;

/// <summary>What one side of a conditional jump teaches about both operands (kernel/bpf/verifier.c, Linux 6.18).</summary>
public static class BranchRefinement
{
    /// <summary>
    /// Keeps of both operands what is possible when <c>a operation b</c> holds (<paramref name="taken"/>) or does not, and
    /// syncs both. Sound: only values are removed for which no value of the other operand gives that outcome.
    /// </summary>
    /// <param name="operation">A conditional jump.</param>
    /// <param name="is32">True for class JMP32: only the low halves were compared.</param>
    /// <param name="taken">True for the side of the jump target.</param>
    /// <param name="a">The destination operand.</param>
    /// <param name="b">The source operand; for an immediate a copy of its constant.</param>
    public static void Refine(JumpOperation operation, bool is32, bool taken, ref ScalarBounds a, ref ScalarBounds b)
    {
        switch (operation)
        {
            case JumpOperation.Equal:
            case JumpOperation.NotEqual:
                if (taken == (operation == JumpOperation.Equal))
                    Equal(is32, ref a, ref b);
                else
                    NotEqual(is32, ref a, ref b);
                break;
            case JumpOperation.BitsSet:
                BitsSet(is32, taken, ref a, ref b);
                break;
            case JumpOperation.Less:
                if (taken)
                    Less(is32, ref a, ref b);
                else
                    LessOrEqual(is32, ref b, ref a);
                break;
            case JumpOperation.LessOrEqual:
                if (taken)
                    LessOrEqual(is32, ref a, ref b);
                else
                    Less(is32, ref b, ref a);
                break;
            case JumpOperation.Greater:
                if (taken)
                    Less(is32, ref b, ref a);
                else
                    LessOrEqual(is32, ref a, ref b);
                break;
            case JumpOperation.GreaterOrEqual:
                if (taken)
                    LessOrEqual(is32, ref b, ref a);
                else
                    Less(is32, ref a, ref b);
                break;
            case JumpOperation.SignedLess:
                if (taken)
                    SignedLess(is32, ref a, ref b);
                else
                    SignedLessOrEqual(is32, ref b, ref a);
                break;
            case JumpOperation.SignedLessOrEqual:
                if (taken)
                    SignedLessOrEqual(is32, ref a, ref b);
                else
                    SignedLess(is32, ref b, ref a);
                break;
            case JumpOperation.SignedGreater:
                if (taken)
                    SignedLess(is32, ref b, ref a);
                else
                    SignedLessOrEqual(is32, ref a, ref b);
                break;
            case JumpOperation.SignedGreaterOrEqual:
                if (taken)
                    SignedLessOrEqual(is32, ref b, ref a);
                else
                    SignedLess(is32, ref a, ref b);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "not a comparison");
        }

        a.Sync();
        b.Sync();
    }

    /// <summary>Equal values lie in the intersection of every part. Sound: both operands are that one value.</summary>
    private static void Equal(bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (is32)
        {
            a.U32Min = b.U32Min = Math.Max(a.U32Min, b.U32Min);
            a.U32Max = b.U32Max = Math.Min(a.U32Max, b.U32Max);
            a.S32Min = b.S32Min = Math.Max(a.S32Min, b.S32Min);
            a.S32Max = b.S32Max = Math.Min(a.S32Max, b.S32Max);
            Tnum common = Tnum.Intersect(a.VarOff.Subreg(), b.VarOff.Subreg());
            a.VarOff = a.VarOff.WithSubreg(common);
            b.VarOff = b.VarOff.WithSubreg(common);
        }
        else
        {
            a.UMin = b.UMin = Math.Max(a.UMin, b.UMin);
            a.UMax = b.UMax = Math.Min(a.UMax, b.UMax);
            a.SMin = b.SMin = Math.Max(a.SMin, b.SMin);
            a.SMax = b.SMax = Math.Min(a.SMax, b.SMax);
            a.VarOff = b.VarOff = Tnum.Intersect(a.VarOff, b.VarOff);
        }
    }

    /// <summary>A value unequal to a constant is not that constant: an end of a range that is, moves by one. Sound by that.</summary>
    private static void NotEqual(bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (IsConstant(b, is32))
            Exclude(is32, ref a, b.VarOff.Value);
        else if (IsConstant(a, is32))
            Exclude(is32, ref b, a.VarOff.Value);
    }

    private static void Exclude(bool is32, ref ScalarBounds a, ulong value)
    {
        if (is32)
        {
            if (a.U32Min == (uint)value)
                a.U32Min++;
            if (a.U32Max == (uint)value)
                a.U32Max--;
            if (a.S32Min == (int)value)
                a.S32Min++;
            if (a.S32Max == (int)value)
                a.S32Max--;
        }
        else
        {
            if (a.UMin == value)
                a.UMin++;
            if (a.UMax == value)
                a.UMax--;
            if (a.SMin == (long)value)
                a.SMin++;
            if (a.SMax == (long)value)
                a.SMax--;
        }
    }

    /// <summary>
    /// Bit test against a constant. Sound: when no tested bit is set all of them are 0; when one is and only one was tested,
    /// that one is 1. On the first of these the ranges are forgotten and learned from the tnum again, as Linux does.
    /// </summary>
    private static void BitsSet(bool is32, bool set, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (IsConstant(b, is32))
            TestBits(is32, set, ref a, is32 ? (uint)b.VarOff.Value : b.VarOff.Value);
        else if (IsConstant(a, is32))
            TestBits(is32, set, ref b, is32 ? (uint)a.VarOff.Value : a.VarOff.Value);
    }

    private static void TestBits(bool is32, bool set, ref ScalarBounds a, ulong bits)
    {
        Tnum learned;
        if (!set)
        {
            a.SetRangesUnbounded();
            learned = Tnum.And(a.VarOff, Tnum.Const(~bits));
        }
        else if (BitOperations.IsPow2(bits))
        {
            learned = Tnum.Or(a.VarOff, Tnum.Const(bits));
        }
        else
        {
            return;
        }

        a.VarOff = is32 ? a.VarOff.WithSubreg(learned) : learned;
    }

    /// <summary>a &lt;= b. Sound: a is not above b's greatest value, b not below a's least.</summary>
    private static void LessOrEqual(bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (is32)
        {
            a.U32Max = Math.Min(a.U32Max, b.U32Max);
            b.U32Min = Math.Max(a.U32Min, b.U32Min);
        }
        else
        {
            a.UMax = Math.Min(a.UMax, b.UMax);
            b.UMin = Math.Max(a.UMin, b.UMin);
        }
    }

    /// <summary>a &lt; b. Sound: a is below b's greatest value, b above a's least; neither wraps, else the jump had been decided.</summary>
    private static void Less(bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (is32)
        {
            a.U32Max = Math.Min(a.U32Max, b.U32Max - 1);
            b.U32Min = Math.Max(a.U32Min + 1, b.U32Min);
        }
        else
        {
            a.UMax = Math.Min(a.UMax, b.UMax - 1);
            b.UMin = Math.Max(a.UMin + 1, b.UMin);
        }
    }

    /// <summary>a &lt;= b, signed. Sound as <see cref="LessOrEqual"/>.</summary>
    private static void SignedLessOrEqual(bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (is32)
        {
            a.S32Max = Math.Min(a.S32Max, b.S32Max);
            b.S32Min = Math.Max(a.S32Min, b.S32Min);
        }
        else
        {
            a.SMax = Math.Min(a.SMax, b.SMax);
            b.SMin = Math.Max(a.SMin, b.SMin);
        }
    }

    /// <summary>a &lt; b, signed. Sound as <see cref="Less"/>.</summary>
    private static void SignedLess(bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (is32)
        {
            a.S32Max = Math.Min(a.S32Max, b.S32Max - 1);
            b.S32Min = Math.Max(a.S32Min + 1, b.S32Min);
        }
        else
        {
            a.SMax = Math.Min(a.SMax, b.SMax - 1);
            b.SMin = Math.Max(a.SMin + 1, b.SMin);
        }
    }

    private static bool IsConstant(in ScalarBounds bounds, bool is32) => is32 ? bounds.IsSubregConstant : bounds.IsConstant;
}
