using System.Buffers;
using System.Text;

namespace Nbpf.Cli.Streams;

/// <summary>
/// The way of all plain text to standard output. Names in it come from files that others made: none of their characters ends a line, moves
/// the cursor or changes the direction of what follows; such characters are written as in messages (<see cref="OneLine"/>). A call of
/// <c>WriteLine</c> is one line with tabs, whatever is in it; <c>Write</c> is for text in lines, whose names its maker has looked after.
/// </summary>
/// <param name="inner">Where it goes.</param>
internal sealed class PlainTextWriter(TextWriter inner) : TextWriter
{
    private const string InALine = "\t", InText = "\t\n";

    // Most text is of these only: it is looked through at the speed of memory.
    private static readonly SearchValues<char> s_ordinary = SearchValues.Create([.. "\t\n", .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static letter => (char)letter)]);

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.ContainsAnyExcept(s_ordinary)) inner.Write(OneLine.Of(buffer.ToString(), InText));
        else inner.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    // Its parts could end within a character.
    /// <inheritdoc/>
    public override void Write(StringBuilder? value) => Write(value?.ToString());

    /// <inheritdoc/>
    public override void WriteLine() => inner.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value) => inner.WriteLine(OneLine.Of(value ?? "", InALine));

    /// <inheritdoc/>
    public override void WriteLine(ReadOnlySpan<char> buffer) => WriteLine(buffer.ToString());

    /// <inheritdoc/>
    public override void WriteLine(char[] buffer, int index, int count) => WriteLine(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(StringBuilder? value) => WriteLine(value?.ToString());

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
