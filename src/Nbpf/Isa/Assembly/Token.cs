namespace Nbpf.Isa.Assembly;

/// <summary>A word, number or symbol of a line of assembly.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, empty at the end of the line.</param>
/// <param name="Number">Value of a number.</param>
/// <param name="Column">Where it starts in the line.</param>
internal readonly record struct Token(TokenKind Kind, string Text, ulong Number, int Column);

/// <summary>Kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>End of the line.</summary>
    End,

    /// <summary>A name, register or keyword.</summary>
    Word,

    /// <summary>A decimal or hexadecimal number without sign.</summary>
    Number,

    /// <summary>An operator or punctuation.</summary>
    Symbol,
}
