using System.Buffers.Binary;
using System.Numerics;

namespace Nbpf.Verification.Domains;

/// <summary>
/// A tracked number ("tnum"): what is known of each bit of a 64-bit value. It stands for the set of all values that agree
/// with <paramref name="Value"/> in every bit that <paramref name="Mask"/> does not mark as unknown.
/// Well-formed when <c>Value &amp; Mask == 0</c>; all operations keep that.
/// The algebra is that of "Sound, Precise, and Fast Abstract Interpretation with Tristate Numbers" (CGO 2022), with the
/// multiplication that Linux has since 6.18.
/// </summary>
/// <param name="Value">Bits known to be one.</param>
/// <param name="Mask">Bits that are not known.</param>
public readonly record struct Tnum(ulong Value, ulong Mask)
{
    /// <summary>The set of all 64-bit values.</summary>
    public static Tnum Unknown => new(0, ulong.MaxValue);

    /// <summary>True when the set has exactly one member.</summary>
    public bool IsConst => Mask == 0;

    /// <summary>True when all members agree in their low 32 bits.</summary>
    public bool IsSubregConst => (uint)Mask == 0;

    /// <summary>True when nothing is known.</summary>
    public bool IsUnknown => Mask == ulong.MaxValue;

    /// <summary>The largest member, unsigned; the smallest is <see cref="Value"/>.</summary>
    public ulong Max => Value | Mask;

    /// <summary>The set with the single member <paramref name="value"/>.</summary>
    public static Tnum Const(ulong value) => new(value, 0);

    /// <summary>
    /// The smallest tnum that contains min..max (unsigned). Sound: all numbers between two bounds share the bounds' common
    /// prefix, and every bit below it is left unknown.
    /// </summary>
    public static Tnum Range(ulong min, ulong max)
    {
        int varyingBits = 64 - BitOperations.LeadingZeroCount(min ^ max);
        ulong varying = varyingBits == 64 ? ulong.MaxValue : (1UL << varyingBits) - 1;
        return new(min & ~varying, varying);
    }

    /// <summary>Members shifted left by a known count below 64. Sound and exact: shifting moves each bit independently, zeroes enter.</summary>
    public static Tnum Shl(Tnum a, int count) => new(a.Value << count, a.Mask << count);

    /// <summary>Members shifted right by a known count below 64, zero filling. Sound and exact: each bit moves independently, zeroes enter.</summary>
    public static Tnum Shr(Tnum a, int count) => new(a.Value >> count, a.Mask >> count);

    /// <summary>
    /// Members shifted right by a known count, sign filling, in a width of 32 or 64 bits; a 32-bit result is zero-extended.
    /// Sound and exact: the bits that enter are copies of the sign bit, known if and as that is known.
    /// </summary>
    public static Tnum Arshift(Tnum a, int count, int width) => width == 32
        ? new((uint)((int)a.Value >> count), (uint)((int)a.Mask >> count))
        : new((ulong)((long)a.Value >> count), (ulong)((long)a.Mask >> count));

    /// <summary>
    /// Sums of members. Sound: the smallest sum (all unknown bits 0) and the largest (all 1) differ exactly where some carry
    /// can differ, so a bit equal in both and known in both operands is the same in every sum. Optimal.
    /// </summary>
    public static Tnum Add(Tnum a, Tnum b)
    {
        ulong least = a.Value + b.Value;
        ulong most = least + (a.Mask + b.Mask);
        ulong unknown = (least ^ most) | a.Mask | b.Mask;
        return new(least & ~unknown, unknown);
    }

    /// <summary>
    /// Differences of members. Sound: the least borrow-free and the most borrowing difference differ exactly where some
    /// borrow can differ. Optimal.
    /// </summary>
    public static Tnum Sub(Tnum a, Tnum b)
    {
        ulong difference = a.Value - b.Value;
        ulong unknown = ((difference + a.Mask) ^ (difference - b.Mask)) | a.Mask | b.Mask;
        return new(difference & ~unknown, unknown);
    }

    /// <summary>Negated members. Sound as <see cref="Sub"/>, of which it is the case 0 - a.</summary>
    public static Tnum Neg(Tnum a) => Sub(default, a);

    /// <summary>Conjunctions of members. Sound and optimal: bits are independent; a result bit may be 1 only where both may be, is 1 where both are.</summary>
    public static Tnum And(Tnum a, Tnum b)
    {
        ulong ones = a.Value & b.Value;
        return new(ones, a.Max & b.Max & ~ones);
    }

    /// <summary>Disjunctions of members. Sound and optimal: bits are independent; a result bit is 1 where either is.</summary>
    public static Tnum Or(Tnum a, Tnum b)
    {
        ulong ones = a.Value | b.Value;
        return new(ones, (a.Mask | b.Mask) & ~ones);
    }

    /// <summary>Exclusive disjunctions of members. Sound and optimal: a result bit is known only where both operands' bits are.</summary>
    public static Tnum Xor(Tnum a, Tnum b)
    {
        ulong unknown = a.Mask | b.Mask;
        return new((a.Value ^ b.Value) & ~unknown, unknown);
    }

    /// <summary>
    /// Products of members, by long multiplication over the bits of <paramref name="a"/>: a known 1 adds the shifted
    /// multiplicand, an unknown bit joins the sums with and without it. Sound: each member's product follows one of the
    /// joined alternatives at every step, and addition and union are sound. (lib/tnum.c, Linux 6.18.)
    /// </summary>
    public static Tnum Mul(Tnum a, Tnum b)
    {
        Tnum product = default;
        ulong ones = a.Value;
        ulong unknowns = a.Mask;
        while ((ones | unknowns) != 0)
        {
            int skip = BitOperations.TrailingZeroCount(ones | unknowns);
            b = Shl(b, skip);
            ones >>= skip;
            unknowns >>= skip;
            Tnum with = Add(product, b);
            product = (ones & 1) != 0 ? with : Union(product, with);
            ones >>= 1;
            unknowns >>= 1;
            b = Shl(b, 1);
        }

        return product;
    }

    /// <summary>
    /// The values in both sets. Sound: a bit known in either is known. When the two contradict each other (no common member)
    /// a bit known 1 in either is 1, as in Linux; ask <see cref="Overlaps"/> first where that matters.
    /// </summary>
    public static Tnum Intersect(Tnum a, Tnum b)
    {
        ulong unknown = a.Mask & b.Mask;
        return new((a.Value | b.Value) & ~unknown, unknown);
    }

    /// <summary>The smallest tnum that contains both. Sound: only bits known in both, with the same value, stay known.</summary>
    public static Tnum Union(Tnum a, Tnum b)
    {
        ulong unknown = (a.Value ^ b.Value) | a.Mask | b.Mask;
        return new(a.Value & ~unknown, unknown);
    }

    /// <summary>True when the sets share a member: no bit is known in both with different values. Exact.</summary>
    public static bool Overlaps(Tnum a, Tnum b) => ((a.Value ^ b.Value) & ~(a.Mask | b.Mask)) == 0;

    /// <summary>True when every member of <paramref name="b"/> is one of <paramref name="a"/>. Exact.</summary>
    public static bool In(Tnum a, Tnum b) => (b.Mask & ~a.Mask) == 0 && (b.Value & ~a.Mask) == a.Value;

    /// <summary>True when <paramref name="value"/> is a member.</summary>
    public bool Has(ulong value) => ((value ^ Value) & ~Mask) == 0;

    /// <summary>True when all members are multiples of <paramref name="size"/>, a power of two; 0 asks nothing.</summary>
    public bool IsAligned(ulong size) => size == 0 || (Max & (size - 1)) == 0;

    /// <summary>Members cut to their low 1, 2, 4 or 8 bytes. Sound and exact: bits are independent.</summary>
    public Tnum Cast(int sizeBytes)
    {
        ulong kept = sizeBytes >= 8 ? ulong.MaxValue : (1UL << (sizeBytes * 8)) - 1;
        return new(Value & kept, Mask & kept);
    }

    /// <summary>Members cut to their low 32 bits.</summary>
    public Tnum Subreg() => new((uint)Value, (uint)Mask);

    /// <summary>Members with their low 32 bits replaced by those of <paramref name="low"/>. Sound: the halves are independent.</summary>
    public Tnum WithSubreg(Tnum low) => new(
        (Value & ~(ulong)uint.MaxValue) | (uint)low.Value,
        (Mask & ~(ulong)uint.MaxValue) | (uint)low.Mask);

    /// <summary>Low 16 bits byte-swapped, upper bits zero. Sound and exact: a permutation of bits.</summary>
    public Tnum Bswap16() => new(
        BinaryPrimitives.ReverseEndianness((ushort)Value),
        BinaryPrimitives.ReverseEndianness((ushort)Mask));

    /// <summary>Low 32 bits byte-swapped, upper bits zero. Sound and exact: a permutation of bits.</summary>
    public Tnum Bswap32() => new(
        BinaryPrimitives.ReverseEndianness((uint)Value),
        BinaryPrimitives.ReverseEndianness((uint)Mask));

    /// <summary>All 64 bits byte-swapped. Sound and exact: a permutation of bits.</summary>
    public Tnum Bswap64() => new(
        BinaryPrimitives.ReverseEndianness(Value),
        BinaryPrimitives.ReverseEndianness(Mask));

    /// <summary>
    /// The smallest member greater than <paramref name="value"/>, or the largest member when none is greater.
    /// </summary>
    public ulong Next(ulong value)
    {
        if (value >= Max)
            return Max;
        if (value < Value)
            return Value;

        // Smallest member >= from, where Value < from <= Max. The highest known bit in which `from` disagrees decides:
        // a 1 wanted there makes the number greater at once; a 0 wanted there needs a carry into an unknown bit above.
        ulong from = value + 1;
        ulong conflicts = (from ^ Value) & ~Mask;
        if (conflicts == 0)
            return from;
        int top = 63 - BitOperations.LeadingZeroCount(conflicts);
        ulong below = (1UL << top) - 1;
        if ((from & (1UL << top)) == 0)
            return (from & ~below) | (1UL << top) | (Value & below);

        ulong free = Mask & ~from & ~(below | (1UL << top));
        int carry = BitOperations.TrailingZeroCount(free);
        below = (1UL << carry) - 1;
        return (from & ~below) | (1UL << carry) | (Value & below);
    }

    /// <summary>Linux's text: a constant as a number (hexadecimal above 65535), else <c>(value; mask)</c> in hexadecimal.</summary>
    public override string ToString()
    {
        if (Mask != 0)
            return $"(0x{Value:x}; 0x{Mask:x})";
        return Value <= ushort.MaxValue ? $"{Value}" : $"0x{Value:x}";
    }
}
