using System.Globalization;
using System.Text;
using Nbpf.Isa;

namespace Nbpf.Dump;

/// <summary>
/// A dump as plain text, line by line as bpftool prints it; names and source lines are one line whatever the program's BTF holds, with
/// <c>\x0a</c> for a line's end in them.
/// </summary>
public static class XlatedText
{
    /// <summary>The text, each line ended by <c>\n</c>.</summary>
    /// <param name="lines">The dump.</param>
    /// <param name="opcodes">With the instructions' bytes in hexadecimal.</param>
    /// <param name="lineNumbers">With file, line and column of the source.</param>
    public static string Format(IEnumerable<XlatedLine> lines, bool opcodes = false, bool lineNumbers = false)
    {
        ArgumentNullException.ThrowIfNull(lines);
        StringBuilder text = new();
        foreach (XlatedLine line in lines)
        {
            if (!string.IsNullOrEmpty(line.Prototype)) text.Append(OneLine.Of(line.Prototype)).Append(":\n");
            if (line.Source is { } source) AppendSource(text, source, lineNumbers);
            text.Append(CultureInfo.InvariantCulture, $"{line.Index,4}: {OneLine.Of(line.Disassembly)}\n");
            if (opcodes) AppendBytes(text, line);
        }

        return text.ToString();
    }

    private static void AppendSource(StringBuilder text, SourceLine source, bool lineNumbers)
    {
        text.Append("; ").Append(OneLine.Of(source.Text, kept: "\t"));
        if (lineNumbers)
            text.Append(CultureInfo.InvariantCulture, $" [file:{OneLine.Of(source.File)} line_num:{source.Line} line_col:{source.Column}]");
        text.Append('\n');
    }

    private static void AppendBytes(StringBuilder text, XlatedLine line)
    {
        Span<byte> bytes = stackalloc byte[2 * Instruction.SizeBytes];
        line.First.Write(bytes);
        line.Second?.Write(bytes[Instruction.SizeBytes..]);
        int count = line.Second is null ? Instruction.SizeBytes : 2 * Instruction.SizeBytes;
        text.Append("      ");
        foreach (byte value in bytes[..count]) text.Append(CultureInfo.InvariantCulture, $" {value:x2}");
        text.Append('\n');
    }
}
