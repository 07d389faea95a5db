using System.Globalization;
using System.Text;

namespace Nbpf;

/// <summary>
/// Text for one line of a terminal or a log, whatever names of a file it quotes: characters that end a line, move the cursor or change the
/// direction of what follows are written as numbers.
/// </summary>
internal static class OneLine
{
    /// <summary>The text with such characters as <c>\x1b</c>, <c>\u202e</c> or <c>\U000e0041</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kept">Such characters that stay what they are, because the text's layout is made of them.</param>
    public static string Of(string text, string kept = "")
    {
        if (!text.EnumerateRunes().Any(rune => IsUnsafe(rune, kept))) return text;
        StringBuilder safe = new(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!IsUnsafe(rune, kept)) safe.Append(rune.ToString());
            else if (rune.Value < 0x100) safe.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            else if (rune.IsBmp) safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else safe.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(Rune rune, string kept) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        && !(rune.IsBmp && kept.Contains((char)rune.Value, StringComparison.Ordinal));
}
