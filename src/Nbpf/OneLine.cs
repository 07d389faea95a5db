using System.Globalization;
using System.Text;

namespace Nbpf;

/// <summary>
/// Text for one line of a terminal or a log, whatever names of a file it quotes: characters that end a line, move the cursor or change the
/// direction of what follows are written as numbers.
/// </summary>
internal static class OneLine
{
    /// <summary>The text with such characters as <c>\x1b</c> or <c>\u202e</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        StringBuilder safe = new(text.Length + 16);
        foreach (char character in text)
        {
            if (!IsUnsafe(character)) safe.Append(character);
            else if (character < 0x100) safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(char character) => CharUnicodeInfo.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
