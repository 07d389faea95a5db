using System.Diagnostics.CodeAnalysis;

namespace Nbpf.Verification.Domains;

/// <summary>
/// What is known of a scalar: a tnum and four ranges, of its 64 bits and of its low 32, signed and unsigned. A value is a
/// member when it satisfies all five. Ends are inclusive.
/// </summary>
/// <remarks>
/// A mutable struct with public fields on purpose: registers embed it, every transfer function updates several of its
/// fields in place, and copying 80 bytes per field would decide the verifier's speed. The functions that change it say
/// whether they leave the parts consistent (<see cref="Sync"/>).
/// </remarks>
[SuppressMessage("Design", "CA1051:Do not declare visible instance fields", Justification = "Updated in place, field by field; see remarks.")]
public partial struct ScalarBounds : IEquatable<ScalarBounds>
{
    /// <summary>Known bits of the 64-bit value.</summary>
    public Tnum VarOff;

    /// <summary>Least signed 64-bit value.</summary>
    public long SMin;

    /// <summary>Greatest signed 64-bit value.</summary>
    public long SMax;

    /// <summary>Least unsigned 64-bit value.</summary>
    public ulong UMin;

    /// <summary>Greatest unsigned 64-bit value.</summary>
    public ulong UMax;

    /// <summary>Least signed value of the low 32 bits.</summary>
    public int S32Min;

    /// <summary>Greatest signed value of the low 32 bits.</summary>
    public int S32Max;

    /// <summary>Least unsigned value of the low 32 bits.</summary>
    public uint U32Min;

    /// <summary>Greatest unsigned value of the low 32 bits.</summary>
    public uint U32Max;

    /// <summary>All 64-bit values.</summary>
    public static ScalarBounds Unknown()
    {
        ScalarBounds bounds = default;
        bounds.SetUnknown();
        return bounds;
    }

    /// <summary>Exactly <paramref name="value"/>.</summary>
    public static ScalarBounds Constant(ulong value)
    {
        ScalarBounds bounds = default;
        bounds.SetConstant(value);
        return bounds;
    }

    /// <summary>True when exactly one 64-bit value is left.</summary>
    public readonly bool IsConstant => VarOff.Mask == 0;

    /// <summary>True when the low 32 bits are known exactly.</summary>
    public readonly bool IsSubregConstant => (uint)VarOff.Mask == 0;

    /// <summary>The value when <see cref="IsConstant"/>.</summary>
    public readonly ulong ConstantValue => VarOff.Value;

    /// <summary>True when every member surely fits in 32 unsigned bits.</summary>
    public readonly bool FitsUnsigned32 => UMax <= uint.MaxValue;

    /// <summary>
    /// True when every member surely is what is left of it when its low bits are extended again, by zeros or by their highest
    /// bit. Negative members do not count as such: Linux takes none for the same number either.
    /// </summary>
    public readonly bool IsUnchangedByExtension(int bits, bool signExtends) =>
        bits == 64 || UMax < 1UL << (signExtends ? bits - 1 : bits);

    /// <summary>Forgets everything. Sound: all values are members.</summary>
    public void SetUnknown()
    {
        VarOff = Tnum.Unknown;
        SetRangesUnbounded();
    }

    /// <summary>Becomes exactly <paramref name="value"/>.</summary>
    public void SetConstant(ulong value)
    {
        VarOff = Tnum.Const(value);
        SMin = SMax = (long)value;
        UMin = UMax = value;
        S32Min = S32Max = (int)value;
        U32Min = U32Max = (uint)value;
    }

    /// <summary>The low 32 bits become exactly <paramref name="value"/>; the upper half of the tnum stays, the 64-bit ranges are left to <see cref="Sync"/>.</summary>
    public void SetSubregConstant(uint value)
    {
        VarOff = VarOff.WithSubreg(Tnum.Const(value));
        S32Min = S32Max = (int)value;
        U32Min = U32Max = value;
    }

    /// <summary>Forgets all four ranges, keeps the tnum. Sound: only loses knowledge.</summary>
    public void SetRangesUnbounded()
    {
        SetRanges64Unbounded();
        SetRanges32Unbounded();
    }

    /// <summary>Forgets the two 64-bit ranges. Sound: only loses knowledge.</summary>
    public void SetRanges64Unbounded()
    {
        SMin = long.MinValue;
        SMax = long.MaxValue;
        UMin = 0;
        UMax = ulong.MaxValue;
    }

    /// <summary>Forgets the two 32-bit ranges. Sound: only loses knowledge.</summary>
    public void SetRanges32Unbounded()
    {
        S32Min = int.MinValue;
        S32Max = int.MaxValue;
        U32Min = 0;
        U32Max = uint.MaxValue;
    }

    /// <summary>True when <paramref name="value"/> satisfies the tnum and all four ranges.</summary>
    public readonly bool Has(ulong value) => VarOff.Has(value)
        && UMin <= value && value <= UMax && SMin <= (long)value && (long)value <= SMax
        && U32Min <= (uint)value && (uint)value <= U32Max && S32Min <= (int)value && (int)value <= S32Max;

    /// <summary>
    /// True when each of the five parts of <paramref name="other"/> lies within the same part of this: what state pruning
    /// asks. Sound: then every member of <paramref name="other"/> is a member of this.
    /// </summary>
    public readonly bool Contains(in ScalarBounds other) => RangesContain(other) && Tnum.In(VarOff, other.VarOff);

    /// <summary>The four ranges' part of <see cref="Contains"/>.</summary>
    public readonly bool RangesContain(in ScalarBounds other) =>
        UMin <= other.UMin && UMax >= other.UMax && SMin <= other.SMin && SMax >= other.SMax
        && U32Min <= other.U32Min && U32Max >= other.U32Max && S32Min <= other.S32Min && S32Max >= other.S32Max;

    /// <inheritdoc/>
    public readonly bool Equals(ScalarBounds other) => VarOff == other.VarOff
        && UMin == other.UMin && UMax == other.UMax && SMin == other.SMin && SMax == other.SMax
        && U32Min == other.U32Min && U32Max == other.U32Max && S32Min == other.S32Min && S32Max == other.S32Max;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ScalarBounds other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(VarOff, UMin, UMax, SMin, SMax, U32Min, U32Max, S32Min);

    /// <summary>True when all five parts are equal.</summary>
    public static bool operator ==(in ScalarBounds left, in ScalarBounds right) => left.Equals(right);

    /// <summary>True when some part differs.</summary>
    public static bool operator !=(in ScalarBounds left, in ScalarBounds right) => !left.Equals(right);

    /// <summary>The scalar as Linux prints it in a state line, e.g. <c>scalar(smin=0,smax=255)</c> or <c>7</c>.</summary>
    public override readonly string ToString() => ScalarText.Format(this);
}
