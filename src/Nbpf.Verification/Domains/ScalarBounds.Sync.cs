namespace Nbpf.Verification.Domains;

public partial struct ScalarBounds
{
    /// <summary>
    /// Lets the five parts teach each other: tnum to ranges, three rounds of range to range, ranges to tnum, tnum to ranges
    /// (the steps and their number as in Linux 6.18, so that printed ranges agree). Sound: every step only removes values
    /// that some part already excludes.
    /// </summary>
    public void Sync()
    {
        if (IsConsistentConstant)
            return;
        RangesFromTnum();
        for (int round = 0; round < 3; round++)
        {
            // A round that changes nothing repeats itself.
            ScalarBounds before = this;
            Deduce();
            if (Equals(before))
                break;
        }

        TnumFromRanges();
        RangesFromTnum();
    }

    private readonly bool IsConsistentConstant => VarOff.Mask == 0
        && UMin == VarOff.Value && UMax == VarOff.Value && SMin == (long)VarOff.Value && SMax == (long)VarOff.Value
        && U32Min == (uint)VarOff.Value && U32Max == (uint)VarOff.Value
        && S32Min == (int)VarOff.Value && S32Max == (int)VarOff.Value;

    /// <summary>
    /// Narrows the ranges to those of the tnum's members, 32-bit ones first. Sound: every member of a tnum lies between the one
    /// with all unknown bits 0 and the one with all 1 (the sign bit the other way round for signed order).
    /// </summary>
    internal void RangesFromTnum()
    {
        Ranges32FromTnum();
        Ranges64FromTnum();
    }

    /// <summary>The 32-bit half of <see cref="RangesFromTnum"/>; sound for the same reason.</summary>
    internal void Ranges32FromTnum()
    {
        uint value = (uint)VarOff.Value;
        uint mask = (uint)VarOff.Mask;
        S32Min = Math.Max(S32Min, (int)(value | (mask & 0x8000_0000)));
        S32Max = Math.Min(S32Max, (int)(value | (mask & 0x7fff_ffff)));
        U32Min = Math.Max(U32Min, value);
        U32Max = Math.Min(U32Max, value | mask);
    }

    private void Ranges64FromTnum()
    {
        ulong value = VarOff.Value;
        ulong mask = VarOff.Mask;
        SMin = Math.Max(SMin, (long)(value | (mask & 0x8000_0000_0000_0000)));
        SMax = Math.Min(SMax, (long)(value | (mask & 0x7fff_ffff_ffff_ffff)));
        UMin = Math.Max(UMin, value);
        UMax = Math.Min(UMax, value | mask);

        // The unsigned range and the tnum may share a single value, which is then the value.
        ulong next = VarOff.Next(UMin);
        if (VarOff.Has(UMin))
        {
            if (next > UMax)
                SetConstant(UMin);
        }
        else if (next == VarOff.Max || (next <= UMax && VarOff.Next(next) > UMax))
        {
            SetConstant(next);
        }
    }

    /// <summary>One round: 64-bit to 32-bit, signed and unsigned 32-bit, signed and unsigned 64-bit, 32-bit to 64-bit.</summary>
    private void Deduce()
    {
        Deduce32From64();
        Deduce32();
        Deduce64();
        Deduce64From32();
    }

    /// <summary>
    /// Sound: when all values of a 64-bit range share their upper half, their low halves run from the low half of one end to
    /// that of the other; and when the upper half steps once while the low half passes from negative to non-negative, the
    /// low halves are contiguous in signed order.
    /// </summary>
    private void Deduce32From64()
    {
        if (UMin >> 32 == UMax >> 32)
        {
            NarrowU32((uint)UMin, (uint)UMax);
            if ((int)UMin <= (int)UMax)
                NarrowS32((int)UMin, (int)UMax);
        }

        if (SMin >> 32 == SMax >> 32)
        {
            if ((uint)SMin <= (uint)SMax)
                NarrowU32((uint)SMin, (uint)SMax);
            if ((int)SMin <= (int)SMax)
                NarrowS32((int)SMin, (int)SMax);
        }

        if ((uint)(UMin >> 32) + 1 == (uint)(UMax >> 32) && (int)UMin < 0 && (int)UMax >= 0)
            NarrowS32((int)UMin, (int)UMax);
        if ((uint)(SMin >> 32) + 1 == (uint)(SMax >> 32) && (int)SMin < 0 && (int)SMax >= 0)
            NarrowS32((int)SMin, (int)SMax);
    }

    /// <summary>
    /// Sound: a range that does not cross the sign boundary is the same in signed and unsigned order. One that does is two
    /// pieces in the other order, and when the other order's range cannot reach one piece, only the other piece is left.
    /// </summary>
    private void Deduce32()
    {
        if ((int)U32Min <= (int)U32Max)
            NarrowS32((int)U32Min, (int)U32Max);

        if ((uint)S32Min <= (uint)S32Max)
        {
            NarrowU32((uint)S32Min, (uint)S32Max);
        }
        else if (U32Max < (uint)S32Min)
        {
            S32Min = (int)U32Min;
            U32Max = Math.Min(U32Max, (uint)S32Max);
        }
        else if ((uint)S32Max < U32Min)
        {
            S32Max = (int)U32Max;
            U32Min = Math.Max(U32Min, (uint)S32Min);
        }
    }

    /// <summary>The same for 64 bits; sound for the same reason as <see cref="Deduce32"/>.</summary>
    private void Deduce64()
    {
        if ((long)UMin <= (long)UMax)
            NarrowS64((long)UMin, (long)UMax);

        if ((ulong)SMin <= (ulong)SMax)
        {
            NarrowU64((ulong)SMin, (ulong)SMax);
        }
        else if (UMax < (ulong)SMin)
        {
            SMin = (long)UMin;
            UMax = Math.Min(UMax, (ulong)SMax);
        }
        else if ((ulong)SMax < UMin)
        {
            SMax = (long)UMax;
            UMin = Math.Max(UMin, (ulong)SMin);
        }
    }

    /// <summary>
    /// Sound: among the values with the upper half of an end of a 64-bit range, none has a low half outside the unsigned
    /// 32-bit range, so the end may move to that range's end. And a value within the int range whose low half is
    /// non-negative as an int is non-negative itself, hence equal to its low half.
    /// </summary>
    private void Deduce64From32()
    {
        const ulong upper = 0xffff_ffff_0000_0000;
        NarrowU64((UMin & upper) | U32Min, (UMax & upper) | U32Max);
        NarrowS64((long)(((ulong)SMin & upper) | U32Min), (long)(((ulong)SMax & upper) | U32Max));

        uint low = (uint)S32Min;
        uint high = (uint)S32Max;
        if (low <= high)
        {
            NarrowU64((UMin & upper) | low, (UMax & upper) | high);
            NarrowS64((long)(((ulong)SMin & upper) | low), (long)(((ulong)SMax & upper) | high));
        }

        if (S32Min >= 0 && SMin >= int.MinValue && SMax <= int.MaxValue)
        {
            SMin = S32Min;
            SMax = S32Max;
            UMin = (ulong)S32Min;
            UMax = (ulong)(long)S32Max;
            VarOff = Tnum.Intersect(VarOff, Tnum.Range(UMin, UMax));
        }
    }

    /// <summary>Sound: every member lies in both unsigned ranges, and <see cref="Tnum.Range"/> contains all of a range.</summary>
    private void TnumFromRanges()
    {
        Tnum all = Tnum.Intersect(VarOff, Tnum.Range(UMin, UMax));
        VarOff = all.WithSubreg(Tnum.Intersect(all.Subreg(), Tnum.Range(U32Min, U32Max)));
    }

    private void NarrowU32(uint min, uint max)
    {
        U32Min = Math.Max(U32Min, min);
        U32Max = Math.Min(U32Max, max);
    }

    private void NarrowS32(int min, int max)
    {
        S32Min = Math.Max(S32Min, min);
        S32Max = Math.Min(S32Max, max);
    }

    private void NarrowU64(ulong min, ulong max)
    {
        UMin = Math.Max(UMin, min);
        UMax = Math.Min(UMax, max);
    }

    private void NarrowS64(long min, long max)
    {
        SMin = Math.Max(SMin, min);
        SMax = Math.Min(SMax, max);
    }

    /// <summary>
    /// The contradiction in the parts, if any, in Linux's words: a range whose least value is above its greatest, or ranges
    /// that disagree with a constant tnum. Null when consistent. Contradictory bounds describe no value at all: the path is
    /// dead, or a transfer function is wrong. Linux asks after each undecided branch, of the operands of the taken side first,
    /// and then forgets the ranges (<see cref="SetRangesUnbounded"/>), which only allows more.
    /// </summary>
    public readonly string? FindViolation()
    {
        if (UMin > UMax || SMin > SMax || U32Min > U32Max || S32Min > S32Max)
            return "range bounds violation";
        if (VarOff.IsConst && (UMin != VarOff.Value || UMax != VarOff.Value || SMin != (long)VarOff.Value || SMax != (long)VarOff.Value))
            return "const tnum out of sync with range bounds";
        uint low = (uint)VarOff.Value;
        if (VarOff.IsSubregConst && (U32Min != low || U32Max != low || S32Min != (int)low || S32Max != (int)low))
            return "const subreg tnum out of sync with range bounds";
        return null;
    }

    /// <summary>Linux's line on a violation, without the <c>verifier bug: </c> prefix and line end.</summary>
    /// <param name="where">Which operand of which side of a branch: <c>true_reg1</c>, <c>true_reg2</c>, <c>false_reg1</c>, <c>false_reg2</c>.</param>
    /// <param name="violation">What <see cref="FindViolation"/> said.</param>
    public readonly string DescribeViolation(string where, string violation) =>
        $"REG INVARIANTS VIOLATION ({where}): {violation} u64=[0x{UMin:x}, 0x{UMax:x}] s64=[0x{SMin:x}, 0x{SMax:x}] "
        + $"u32=[0x{U32Min:x}, 0x{U32Max:x}] s32=[0x{S32Min:x}, 0x{S32Max:x}] var_off=(0x{VarOff.Value:x}, 0x{VarOff.Mask:x})";
}
