using System.Globalization;
using System.Text;

namespace Nbpf.Verification.Domains;

/// <summary>
/// A scalar's part of a register in the verifier's log, character by character as Linux 6.18 writes it
/// (kernel/bpf/log.c): numbers, the ranges with equal ones joined, and <c>var_off</c>.
/// </summary>
public static class ScalarText
{
    /// <summary>
    /// Appends a signed number: decimal within 16 bits, else the 64-bit pattern in hexadecimal.
    /// </summary>
    public static void AppendSigned(StringBuilder text, long value)
    {
        if (value is >= short.MinValue and <= short.MaxValue)
            text.Append(CultureInfo.InvariantCulture, $"{value}");
        else
            text.Append(CultureInfo.InvariantCulture, $"0x{value:x}");
    }

    /// <summary>Appends an unsigned number: decimal within 16 bits, else hexadecimal.</summary>
    public static void AppendUnsigned(StringBuilder text, ulong value)
    {
        if (value <= ushort.MaxValue)
            text.Append(CultureInfo.InvariantCulture, $"{value}");
        else
            text.Append(CultureInfo.InvariantCulture, $"0x{value:x}");
    }

    /// <summary>
    /// Appends the attributes that a variable scalar or variable pointer part shows: the ranges that are not at their
    /// extremes, then <c>var_off</c> unless unknown. Attributes are separated by commas.
    /// </summary>
    /// <param name="text">Receives the text.</param>
    /// <param name="bounds">What is known.</param>
    /// <param name="first">True when no attribute precedes; false afterwards when one was written.</param>
    public static void AppendRanges(StringBuilder text, in ScalarBounds bounds, ref bool first)
    {
        // Order and names as printed; even entries are minima, odd ones maxima. A 32-bit signed bound counts as signed
        // when it prints in decimal, else as its 32-bit pattern, which is what it then joins with and prints as.
        Span<long> values =
        [
            bounds.SMin, bounds.SMax, (long)bounds.UMin, (long)bounds.UMax,
            Printed32(bounds.S32Min), Printed32(bounds.S32Max), bounds.U32Min, bounds.U32Max,
        ];
        int shown = 0;
        if (bounds.SMin != long.MinValue) shown |= 1 << 0;
        if (bounds.SMax != long.MaxValue) shown |= 1 << 1;
        if (bounds.UMin != 0) shown |= 1 << 2;
        if (bounds.UMax != ulong.MaxValue) shown |= 1 << 3;
        if (bounds.S32Min != int.MinValue) shown |= 1 << 4;
        if (bounds.S32Max != int.MaxValue) shown |= 1 << 5;
        if (bounds.U32Min != 0) shown |= 1 << 6;
        if (bounds.U32Max != uint.MaxValue) shown |= 1 << 7;

        for (int i = 0; i < 8; i++)
        {
            if ((shown & (1 << i)) == 0)
                continue;
            AppendSeparator(text, ref first);
            text.Append(Names[i]).Append('=');
            for (int j = i + 2; j < 8; j += 2)
            {
                if ((shown & (1 << j)) != 0 && values[i] == values[j] && IsNegative(i, values[i]) == IsNegative(j, values[j]))
                {
                    shown &= ~(1 << j);
                    text.Append(Names[j]).Append('=');
                }
            }

            if (IsSigned(i))
                AppendSigned(text, values[i]);
            else
                AppendUnsigned(text, (ulong)values[i]);
        }

        if (!bounds.VarOff.IsUnknown)
        {
            AppendSeparator(text, ref first);
            text.Append("var_off=").Append(bounds.VarOff.ToString());
        }
    }

    /// <summary>The whole scalar without id: a constant as a signed number, else <c>scalar(…)</c>.</summary>
    public static string Format(in ScalarBounds bounds)
    {
        var text = new StringBuilder();
        if (bounds.IsConstant)
        {
            AppendSigned(text, (long)bounds.ConstantValue);
            return text.ToString();
        }

        text.Append("scalar(");
        bool first = true;
        AppendRanges(text, bounds, ref first);
        return text.Append(')').ToString();
    }

    /// <summary>Appends a comma unless this is the first attribute.</summary>
    public static void AppendSeparator(StringBuilder text, ref bool first)
    {
        if (!first)
            text.Append(',');
        first = false;
    }

    private static readonly string[] Names = ["smin", "smax", "umin", "umax", "smin32", "smax32", "umin32", "umax32"];

    private static bool IsSigned(int index) => (index & 2) == 0;

    private static bool IsNegative(int index, long value) => IsSigned(index) && value < 0;

    private static long Printed32(int value) => value is >= short.MinValue and <= short.MaxValue ? value : (uint)value;
}
