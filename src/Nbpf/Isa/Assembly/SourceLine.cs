using System.Globalization;

namespace Nbpf.Isa.Assembly;

/// <summary>One line of assembly, cut into tokens; label, dump prefix and comment are taken off.</summary>
internal sealed class SourceLine
{
    // Longer ones first: the first that fits is taken.
    private static readonly string[] Symbols =
    [
        "s>>=", "<<=", ">>=", "s/=", "s%=", "s>=", "s<=", "s>", "s<", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "==", "!=", ">=", "<=",
        ">", "<", "&", "=", "(", ")", "[", "]", "*", "+", "-", ",", ":", "#",
    ];

    private readonly int number;
    private readonly int start;

    private SourceLine(string text, int number, int start)
    {
        this.number = number;
        this.start = start;
        int column = SkipPrefix(text);
        Tokens = Tokenize(text, column);
        if (Tokens is [{ Kind: TokenKind.Word } name, { Text: ":" }, ..])
        {
            Label = name.Text;
            Tokens.RemoveRange(0, 2);
        }
    }

    /// <summary>The label before the instruction, or null.</summary>
    public string? Label { get; }

    /// <summary>The opcode that a dump wrote before the instruction, or null.</summary>
    public byte? Opcode { get; private set; }

    /// <summary>The tokens, the end of the line last.</summary>
    public List<Token> Tokens { get; }

    /// <summary>True when no instruction is left.</summary>
    public bool IsEmpty => Tokens.Count == 1;

    /// <summary>Cuts a text into lines.</summary>
    /// <param name="text">The text; lines end in LF or CR LF.</param>
    public static IEnumerable<SourceLine> Split(string text)
    {
        int start = 0;
        int number = 1;
        foreach (string line in text.Split('\n'))
        {
            yield return new(line, number++, start);
            start += line.Length + 1;
        }
    }

    /// <summary>The error to throw for a fault in this line.</summary>
    /// <param name="message">What was expected and found.</param>
    /// <param name="column">Where in the line.</param>
    public BpfFormatException Error(string message, int column) => new($"line {number}: {message}", start + column);

    private int SkipPrefix(string text)
    {
        int column = SkipBlanks(text, 0);
        int digits = column;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits > column && digits < text.Length && text[digits] == ':') column = SkipBlanks(text, digits + 1);
        if (column + 4 > text.Length || text[column] != '(' || text[column + 3] != ')') return column;
        if (!byte.TryParse(text.AsSpan(column + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte opcode)) return column;
        Opcode = opcode;
        return column + 4;
    }

    private static int SkipBlanks(string text, int column)
    {
        while (column < text.Length && char.IsWhiteSpace(text[column])) column++;
        return column;
    }

    private List<Token> Tokenize(string text, int column)
    {
        List<Token> tokens = [];
        while (true)
        {
            int previous = column;
            column = SkipBlanks(text, column);
            if (column == text.Length || IsComment(text, column, column > previous || column == 0)) break;
            Token token = Next(text, column);
            tokens.Add(token);
            column += token.Text.Length;
        }

        tokens.Add(new(TokenKind.End, "", 0, column));
        return tokens;
    }

    private static bool IsComment(string text, int column, bool afterBlank) =>
        text[column] == ';' || (text[column] == '#' && afterBlank) || text.AsSpan(column).StartsWith("//");

    private Token Next(string text, int column)
    {
        if (char.IsAsciiDigit(text[column])) return NumberAt(text, column);
        foreach (string symbol in Symbols)
        {
            if (text.AsSpan(column).StartsWith(symbol)) return new(TokenKind.Symbol, symbol, 0, column);
        }

        int end = column;
        while (end < text.Length && IsWordCharacter(text[end])) end++;
        if (end == column) throw Error($"unexpected character '{text[column]}'", column);
        return new(TokenKind.Word, text[column..end], 0, column);
    }

    private Token NumberAt(string text, int column)
    {
        int end = column;
        while (end < text.Length && IsWordCharacter(text[end])) end++;
        string digits = text[column..end];
        bool valid = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return valid ? new(TokenKind.Number, digits, value, column) : throw Error($"expected a number of at most 64 bits, found '{digits}'", column);
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$';
}
