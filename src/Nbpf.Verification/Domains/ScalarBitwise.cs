namespace Nbpf.Verification.Domains;

/// <summary>Conjunction, disjunction and exclusive disjunction of bounds, both widths at once; results are not synced.</summary>
internal static class ScalarBitwise
{
    /// <summary>
    /// Conjunctions. Sound: the result has at least the bits known set and is not above either operand.
    /// </summary>
    public static void And(ref ScalarBounds d, in ScalarBounds s)
    {
        bool known32 = d.IsSubregConstant && s.IsSubregConstant;
        bool known = d.IsConstant && s.IsConstant;
        d.VarOff = Tnum.And(d.VarOff, s.VarOff);
        if (known32)
            d.SetSubregConstant((uint)d.VarOff.Value);
        else
            SetUnsigned32(ref d, (uint)d.VarOff.Value, Math.Min(d.U32Max, s.U32Max));
        if (known)
            d.SetConstant(d.VarOff.Value);
        else
            SetUnsigned64(ref d, d.VarOff.Value, Math.Min(d.UMax, s.UMax));
    }

    /// <summary>
    /// Disjunctions. Sound: the result is not below either operand and has at most the bits that may be set.
    /// </summary>
    public static void Or(ref ScalarBounds d, in ScalarBounds s)
    {
        bool known32 = d.IsSubregConstant && s.IsSubregConstant;
        bool known = d.IsConstant && s.IsConstant;
        d.VarOff = Tnum.Or(d.VarOff, s.VarOff);
        if (known32)
            d.SetSubregConstant((uint)d.VarOff.Value);
        else
            SetUnsigned32(ref d, Math.Max(d.U32Min, s.U32Min), (uint)d.VarOff.Max);
        if (known)
            d.SetConstant(d.VarOff.Value);
        else
            SetUnsigned64(ref d, Math.Max(d.UMin, s.UMin), d.VarOff.Max);
    }

    /// <summary>Exclusive disjunctions. Sound: the ranges are those of the tnum's members.</summary>
    public static void Xor(ref ScalarBounds d, in ScalarBounds s)
    {
        bool known32 = d.IsSubregConstant && s.IsSubregConstant;
        bool known = d.IsConstant && s.IsConstant;
        d.VarOff = Tnum.Xor(d.VarOff, s.VarOff);
        if (known32)
            d.SetSubregConstant((uint)d.VarOff.Value);
        else
            SetUnsigned32(ref d, (uint)d.VarOff.Value, (uint)d.VarOff.Max);
        if (known)
            d.SetConstant(d.VarOff.Value);
        else
            SetUnsigned64(ref d, d.VarOff.Value, d.VarOff.Max);
    }

    /// <summary>Sets the unsigned range; the signed one is the same if that does not cross the sign boundary, else full. Sound by that.</summary>
    private static void SetUnsigned32(ref ScalarBounds d, uint min, uint max)
    {
        (d.U32Min, d.U32Max) = (min, max);
        (d.S32Min, d.S32Max) = (int)min <= (int)max ? ((int)min, (int)max) : (int.MinValue, int.MaxValue);
    }

    /// <summary>The same for 64 bits, and then what the tnum knows of all ranges.</summary>
    private static void SetUnsigned64(ref ScalarBounds d, ulong min, ulong max)
    {
        (d.UMin, d.UMax) = (min, max);
        (d.SMin, d.SMax) = (long)min <= (long)max ? ((long)min, (long)max) : (long.MinValue, long.MaxValue);
        d.RangesFromTnum();
    }
}
