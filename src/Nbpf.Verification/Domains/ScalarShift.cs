namespace Nbpf.Verification.Domains;

/// <summary>
/// Shifts of bounds by a known count below the width. What a range cannot say afterwards is left to the tnum, whose shifts
/// are exact; results are not synced. The 32-bit forms forget the 64-bit ranges: the caller zero-extends.
/// </summary>
internal static class ScalarShift
{
    /// <summary>Left, 32 bits. Sound: the range scales as long as its greatest value loses no bit.</summary>
    public static void Left32(ref ScalarBounds d, int count)
    {
        ScaleUnsigned32(ref d, count);
        d.VarOff = Tnum.Shl(d.VarOff.Subreg(), count).Subreg();
        d.SetRanges64Unbounded();
        d.Ranges32FromTnum();
    }

    /// <summary>
    /// Left, 64 bits. Sound: as for 32 bits; and by exactly 32 the signed low half moves to the upper half with its order,
    /// which sign extension by <c>&lt;&lt; 32, s&gt;&gt; 32</c> relies on.
    /// </summary>
    public static void Left64(ref ScalarBounds d, int count)
    {
        (d.SMin, d.SMax) = count == 32
            ? ((long)d.S32Min << 32, (long)d.S32Max << 32)
            : (long.MinValue, long.MaxValue);
        (d.UMin, d.UMax) = d.UMax > 1UL << (63 - count)
            ? (0, ulong.MaxValue)
            : (d.UMin << count, d.UMax << count);
        ScaleUnsigned32(ref d, count);
        d.VarOff = Tnum.Shl(d.VarOff, count);
        d.RangesFromTnum();
    }

    /// <summary>Right, zero filling, 32 bits. Sound: keeps unsigned order; the signed range is learned from it again.</summary>
    public static void Right32(ref ScalarBounds d, int count)
    {
        uint min = d.U32Min >> count;
        uint max = d.U32Max >> count;
        d.VarOff = Tnum.Shr(d.VarOff.Subreg(), count);
        d.SetRangesUnbounded();
        (d.U32Min, d.U32Max) = (min, max);
        d.Ranges32FromTnum();
    }

    /// <summary>Right, zero filling, 64 bits. Sound: keeps unsigned order; upper bits enter the low half, whose ranges come from the tnum.</summary>
    public static void Right64(ref ScalarBounds d, int count)
    {
        ulong min = d.UMin >> count;
        ulong max = d.UMax >> count;
        d.VarOff = Tnum.Shr(d.VarOff, count);
        d.SetRangesUnbounded();
        (d.UMin, d.UMax) = (min, max);
        d.RangesFromTnum();
    }

    /// <summary>Right, sign filling, 32 bits. Sound: keeps signed order.</summary>
    public static void ArithmeticRight32(ref ScalarBounds d, int count)
    {
        int min = d.S32Min >> count;
        int max = d.S32Max >> count;
        d.VarOff = Tnum.Arshift(d.VarOff.Subreg(), count, 32);
        d.SetRangesUnbounded();
        (d.S32Min, d.S32Max) = (min, max);
        d.Ranges32FromTnum();
    }

    /// <summary>Right, sign filling, 64 bits. Sound: keeps signed order; upper bits enter the low half, whose ranges come from the tnum.</summary>
    public static void ArithmeticRight64(ref ScalarBounds d, int count)
    {
        long min = d.SMin >> count;
        long max = d.SMax >> count;
        d.VarOff = Tnum.Arshift(d.VarOff, count, 64);
        d.SetRangesUnbounded();
        (d.SMin, d.SMax) = (min, max);
        d.RangesFromTnum();
    }

    /// <summary>Left shift of the 32-bit ranges: signed unknown, unsigned scaled while the greatest value loses no bit.</summary>
    private static void ScaleUnsigned32(ref ScalarBounds d, int count)
    {
        (d.S32Min, d.S32Max) = (int.MinValue, int.MaxValue);
        (d.U32Min, d.U32Max) = count > 31 || d.U32Max > 1u << (31 - count)
            ? (0, uint.MaxValue)
            : (d.U32Min << count, d.U32Max << count);
    }
}
