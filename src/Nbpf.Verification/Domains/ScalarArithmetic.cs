namespace Nbpf.Verification.Domains;

/// <summary>Addition, subtraction and multiplication of bounds, both widths at once; results are not synced.</summary>
internal static class ScalarArithmetic
{
    /// <summary>
    /// Sums. Sound: signed ends add unless one overflows. Unsigned ends add when no sum wraps (least and greatest do not)
    /// or every sum wraps (the least already does); when only the greatest wraps the sums are not contiguous.
    /// </summary>
    public static void Add(ref ScalarBounds d, in ScalarBounds s)
    {
        SetS32(ref d, (long)d.S32Min + s.S32Min, (long)d.S32Max + s.S32Max);
        uint umin32 = d.U32Min + s.U32Min;
        uint umax32 = d.U32Max + s.U32Max;
        bool mixed32 = umin32 >= d.U32Min && umax32 < d.U32Max;
        (d.U32Min, d.U32Max) = mixed32 ? (0, uint.MaxValue) : (umin32, umax32);

        SetS64(ref d, (Int128)d.SMin + s.SMin, (Int128)d.SMax + s.SMax);
        ulong umin = d.UMin + s.UMin;
        ulong umax = d.UMax + s.UMax;
        bool mixed = umin >= d.UMin && umax < d.UMax;
        (d.UMin, d.UMax) = mixed ? (0, ulong.MaxValue) : (umin, umax);

        d.VarOff = Tnum.Add(d.VarOff, s.VarOff);
    }

    /// <summary>
    /// Differences. Sound: as <see cref="Add"/> with the other operand's ends exchanged: unsigned ends subtract when no
    /// difference borrows or all do (the greatest already does).
    /// </summary>
    public static void Subtract(ref ScalarBounds d, in ScalarBounds s)
    {
        SetS32(ref d, (long)d.S32Min - s.S32Max, (long)d.S32Max - s.S32Min);
        bool mixed32 = d.U32Min < s.U32Max && d.U32Max >= s.U32Min;
        (d.U32Min, d.U32Max) = mixed32 ? (0, uint.MaxValue) : (d.U32Min - s.U32Max, d.U32Max - s.U32Min);

        SetS64(ref d, (Int128)d.SMin - s.SMax, (Int128)d.SMax - s.SMin);
        bool mixed = d.UMin < s.UMax && d.UMax >= s.UMin;
        (d.UMin, d.UMax) = mixed ? (0, ulong.MaxValue) : (d.UMin - s.UMax, d.UMax - s.UMin);

        d.VarOff = Tnum.Sub(d.VarOff, s.VarOff);
    }

    /// <summary>
    /// Products. Sound: unsigned products grow with both factors; a signed product over a rectangle takes its extremes at
    /// the rectangle's corners. Any end that overflows makes its range full.
    /// </summary>
    public static void Multiply(ref ScalarBounds d, in ScalarBounds s)
    {
        d.VarOff = Tnum.Mul(d.VarOff, s.VarOff);

        ulong umax32 = (ulong)d.U32Max * s.U32Max;
        (d.U32Min, d.U32Max) = umax32 > uint.MaxValue ? (0, uint.MaxValue) : (d.U32Min * s.U32Min, (uint)umax32);
        long a32 = (long)d.S32Min * s.S32Min;
        long b32 = (long)d.S32Min * s.S32Max;
        long c32 = (long)d.S32Max * s.S32Min;
        long e32 = (long)d.S32Max * s.S32Max;
        SetS32(ref d, Math.Min(Math.Min(a32, b32), Math.Min(c32, e32)), Math.Max(Math.Max(a32, b32), Math.Max(c32, e32)));

        ulong high = Math.BigMul(d.UMax, s.UMax, out ulong umax);
        (d.UMin, d.UMax) = high != 0 ? (0, ulong.MaxValue) : (d.UMin * s.UMin, umax);
        Int128 a = (Int128)d.SMin * s.SMin;
        Int128 b = (Int128)d.SMin * s.SMax;
        Int128 c = (Int128)d.SMax * s.SMin;
        Int128 e = (Int128)d.SMax * s.SMax;
        SetS64(ref d, Int128.Min(Int128.Min(a, b), Int128.Min(c, e)), Int128.Max(Int128.Max(a, b), Int128.Max(c, e)));
    }

    private static void SetS32(ref ScalarBounds d, long min, long max) =>
        (d.S32Min, d.S32Max) = min < int.MinValue || max > int.MaxValue || min > int.MaxValue || max < int.MinValue
            ? (int.MinValue, int.MaxValue)
            : ((int)min, (int)max);

    private static void SetS64(ref ScalarBounds d, Int128 min, Int128 max) =>
        (d.SMin, d.SMax) = min < long.MinValue || max > long.MaxValue || min > long.MaxValue || max < long.MinValue
            ? (long.MinValue, long.MaxValue)
            : ((long)min, (long)max);
}
