using System.Text;

namespace Nbpf;

/// <summary>
/// Fills gaps between members with nameless bit fields. The widest type that still ends in the gap brings the compiler to its next
/// boundary, alone or by <c>long: 0</c>; what is left is filled type by type.
/// </summary>
internal readonly struct CPadding(StringBuilder text, CPrintingBounds bounds, uint id, int level)
{
    private const int MaxIndent = 13;

    private static readonly (string Name, int Bits)[] Fillers = [("long", 64), ("int", 32), ("short", 16), ("char", 8)];

    /// <summary>Fills a gap.</summary>
    /// <param name="end">Where the member before ends, in bits.</param>
    /// <param name="next">Where the next one starts, in bits.</param>
    /// <param name="alignment">Alignment that the compiler gives the next one, in bytes.</param>
    /// <param name="isInBitfield">True when both are bit fields.</param>
    internal void Fill(long end, long next, int alignment, bool isInBitfield)
    {
        if (end >= next) return;
        (string name, int bits) = Fillers[^1];
        long boundary = 0;
        foreach ((string Name, int Bits) filler in Fillers)
        {
            (name, bits) = filler;
            boundary = RoundUp(end, bits);
            if (boundary <= next) break;
        }
        if (boundary > end && boundary <= next)
        {
            bool isMarkNeeded = isInBitfield
                || (boundary == next && RoundUp(end, 8L * Math.Max(alignment, 1)) != boundary)
                || (boundary != next && next - boundary <= boundary - end);
            if (isMarkNeeded) Append(name, isInBitfield ? boundary - end : 0);
            end = boundary;
        }
        for (; next - end >= bits; end += bits) Append(name, bits);
        if (end == next) return;
        // What is left is less than the type: the narrowest that holds it says best how much it is.
        long rest = next - end;
        for (int i = Fillers.Length - 1; i >= 0; i--)
        {
            if (Fillers[i].Bits < rest) continue;
            Append(Fillers[i].Name, rest);
            return;
        }
    }

    private void Append(string name, long bits)
    {
        bounds.Enter(id);
        text.Append('\n').Append('\t', Math.Min(level, MaxIndent)).Append(name).Append(": ").Append(bits).Append(';');
    }

    private static long RoundUp(long value, long unit) => (value + unit - 1) / unit * unit;
}
