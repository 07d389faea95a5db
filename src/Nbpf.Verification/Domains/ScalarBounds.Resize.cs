namespace Nbpf.Verification.Domains;

public partial struct ScalarBounds
{
    /// <summary>
    /// The value of a 32-bit result: upper half zero. The 64-bit ranges are taken from the 32-bit ones; not synced.
    /// Sound: a zero-extended value equals its low half as an unsigned number, and as a signed one where that is
    /// non-negative; otherwise it lies in 0..2^32-1.
    /// </summary>
    public void ZeroExtend32()
    {
        VarOff = VarOff.Subreg();
        UMin = U32Min;
        UMax = U32Max;
        if (S32Min >= 0 && S32Max >= 0)
        {
            SMin = S32Min;
            SMax = S32Max;
        }
        else
        {
            SMin = 0;
            SMax = uint.MaxValue;
        }
    }

    /// <summary>
    /// Cuts the value to its low 1, 2 or 4 bytes, zero-extends and syncs. Sound: low parts keep their order as long as the
    /// cut bits are the same at both ends; otherwise all values of that width are allowed.
    /// </summary>
    public void TruncateToSize(int sizeBytes)
    {
        VarOff = VarOff.Cast(sizeBytes);
        ulong kept = (1UL << (sizeBytes * 8)) - 1;
        if ((UMin & ~kept) == (UMax & ~kept))
        {
            UMin &= kept;
            UMax &= kept;
        }
        else
        {
            UMin = 0;
            UMax = kept;
        }

        SMin = (long)UMin;
        SMax = (long)UMax;
        if (sizeBytes < 4)
            SetRanges32Unbounded();
        Sync();
    }

    /// <summary>
    /// Sign-extends the low 1, 2 or 4 bytes to 64 bits; not synced. Sound: when all values share the bits above that width
    /// and do not cross its sign boundary, sign extension keeps their order; otherwise the signed range of that width is all
    /// that is claimed.
    /// </summary>
    public void SignExtendTo64(int sizeBytes)
    {
        if (VarOff.IsConst)
        {
            SetConstant((ulong)SignExtend(VarOff.Value, sizeBytes));
            return;
        }

        int bits = sizeBytes * 8;
        if (SMin >> bits == SMax >> bits)
        {
            long first = SignExtend((ulong)SMin, sizeBytes);
            long second = SignExtend((ulong)SMax, sizeBytes);
            long min = Math.Min(first, second);
            long max = Math.Max(first, second);
            if ((min ^ max) >= 0)
            {
                (SMin, SMax) = (min, max);
                (UMin, UMax) = ((ulong)min, (ulong)max);
                (S32Min, S32Max) = ((int)min, (int)max);
                (U32Min, U32Max) = ((uint)min, (uint)max);
                VarOff = Tnum.Range((ulong)min, (ulong)max);
                return;
            }
        }

        SetUnknown();
        SMax = (1L << (bits - 1)) - 1;
        SMin = ~SMax;
        S32Max = (int)SMax;
        S32Min = (int)SMin;
    }

    /// <summary>
    /// Sign-extends the low 1 or 2 bytes to 32 bits; the caller zero-extends (<see cref="ZeroExtend32"/>) and syncs.
    /// Sound as <see cref="SignExtendTo64"/>, on the 32-bit view.
    /// </summary>
    public void SignExtendTo32(int sizeBytes)
    {
        if (VarOff.IsConst)
        {
            int value = (int)SignExtend(VarOff.Value, sizeBytes);
            VarOff = Tnum.Const((ulong)(long)value);
            S32Min = S32Max = value;
            U32Min = U32Max = (uint)value;
            return;
        }

        int bits = sizeBytes * 8;
        if (S32Min >> bits == S32Max >> bits)
        {
            int first = (int)SignExtend((ulong)S32Min, sizeBytes);
            int second = (int)SignExtend((ulong)S32Max, sizeBytes);
            int min = Math.Min(first, second);
            int max = Math.Max(first, second);
            if ((min ^ max) >= 0)
            {
                (S32Min, S32Max) = (min, max);
                (U32Min, U32Max) = ((uint)min, (uint)max);
                VarOff = Tnum.Range((ulong)min, (ulong)max).Subreg();
                return;
            }
        }

        SetRanges32Unbounded();
        S32Max = (1 << (bits - 1)) - 1;
        S32Min = ~S32Max;
        VarOff = Tnum.Unknown.Subreg();
    }

    private static long SignExtend(ulong value, int sizeBytes) => sizeBytes switch
    {
        1 => (sbyte)value,
        2 => (short)value,
        _ => (int)value,
    };
}
