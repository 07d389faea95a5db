using System.Globalization;
using System.Text;

namespace Nbpf.CodeGen;

/// <summary>Generates the rows of the instruction table from <c>data/isa.tsv</c>.</summary>
public static class IsaTable
{
    /// <summary>The generated files.</summary>
    /// <param name="lines">Lines of the table.</param>
    public static IEnumerable<(string Path, string Text)> Files(string[] lines)
    {
        StringBuilder text = new("// Generated from data/isa.tsv by data/CodeGen. Do not edit.\n\n");
        text.Append("using System.Collections.Immutable;\n\nnamespace Nbpf.Isa;\n\npublic static partial class InstructionTable\n{\n");
        text.Append("    /// <summary>One row per opcode and form, ordered by opcode (data/isa.tsv).</summary>\n");
        text.Append("    public static ImmutableArray<InstructionForm> Rows { get; } =\n    [\n");
        foreach (string line in lines.Where(l => l.Length > 0 && l[0] != '#')) text.Append(RowText(line.Split('\t')));
        yield return ("src/Nbpf/Isa/InstructionTable.g.cs", text.Append("    ];\n}\n").ToString());
    }

    private static string RowText(string[] fields)
    {
        if (fields is not [var opcode, var name, var operands, var destination, var source, var offset, var immediate, var selector, var section, var cpu, var group])
            throw new InvalidDataException($"isa.tsv: expected 11 columns, found {fields.Length}: {string.Join(' ', fields)}");
        string standard = section == "-" ? "null" : $"\"{section}\"";
        return $"        new({opcode}, \"{name}\", OperandForm.{operands}, {Rule(destination)}, {Rule(source)}, {Rule(offset)}, {Rule(immediate)}, " +
            $"InstructionField.{Selector(selector)}, {standard}, {cpu[1..]}, ConformanceGroup.{(group == "-" ? "None" : Capitalised(group))}),\n";
    }

    private static string Selector(string selector) => selector == "-" ? "None" : Capitalised(selector);

    private static string Rule(string rule)
    {
        if (rule == "any") return "FieldRule.Any";
        if (rule == "reg") return "FieldRule.Register";
        int[] values = [.. rule.Split('|').Select(Number)];
        return values is [0] ? "FieldRule.Zero" : $"FieldRule.OneOf({string.Join(", ", values)})";
    }

    private static int Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : int.Parse(text, CultureInfo.InvariantCulture);

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
