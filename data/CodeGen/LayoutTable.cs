using System.Globalization;
using System.Text;

namespace Nbpf.CodeGen;

/// <summary>Generates the layouts of the kernel's structs from <c>data/layouts.tsv</c>.</summary>
public static class LayoutTable
{
    /// <summary>The generated files: one per class without a dot, nested classes inside.</summary>
    /// <param name="lines">Lines of the table.</param>
    public static IEnumerable<(string Path, string Text)> Files(string[] lines)
    {
        IEnumerable<Row> rows = lines.Where(l => l.Length > 0 && l[0] != '#').Select(Row.Parse);
        foreach (IGrouping<string, Row> file in rows.GroupBy(r => r.ClassName.Split('.')[0]))
            yield return ($"src/Nbpf/Uapi/{file.Key}.g.cs", FileText(file.Key, [.. file]));
    }

    private static string FileText(string className, List<Row> rows)
    {
        StringBuilder text = new("// Generated from data/layouts.tsv by data/CodeGen. Do not edit.\n\nnamespace Nbpf.Uapi;\n\n");
        AppendClass(text, className, rows.Where(r => r.ClassName == className), "");
        foreach (IGrouping<string, Row> nested in rows.Where(r => r.ClassName != className).GroupBy(r => r.ClassName))
        {
            text.Append('\n');
            AppendClass(text, nested.Key.Split('.')[1], nested, "    ");
            text.Append("    }\n");
        }

        return text.Append("}\n").ToString();
    }

    private static void AppendClass(StringBuilder text, string name, IEnumerable<Row> rows, string indent)
    {
        foreach (Row row in rows)
        {
            if (row.Member == "-")
            {
                string what = indent.Length == 0 ? row.CType : $"{row.CType}: the part of one group of commands";
                text.Append(CultureInfo.InvariantCulture, $"{indent}/// <summary>Layout of {what} (Linux 6.18).</summary>\n{indent}public static class {name}\n{indent}{{\n");
                text.Append(CultureInfo.InvariantCulture, $"{indent}    /// <summary>Size in bytes.</summary>\n{indent}    public const int SizeBytes = {row.Size};\n");
                continue;
            }

            string bit = row.Bit is { } number ? $", bit {number} of it" : "";
            text.Append(CultureInfo.InvariantCulture, $"\n{indent}    /// <summary>{row.Member}: {row.Size} bytes at {row.Offset}{bit}.</summary>\n");
            text.Append(CultureInfo.InvariantCulture, $"{indent}    public static UapiField {row.Identifier(indent.Length != 0)} => new({row.Offset}, {row.Size});\n");
        }
    }

    private sealed record Row(string ClassName, string CType, string Member, int Offset, int Size, int? Bit)
    {
        public static Row Parse(string line)
        {
            string[] f = line.Split('\t');
            int offset = int.Parse(f[3], CultureInfo.InvariantCulture);
            return f[4].StartsWith("bit", StringComparison.Ordinal)
                ? new(f[0], f[1], f[2], offset, 4, int.Parse(f[4].AsSpan(3), CultureInfo.InvariantCulture))
                : new(f[0], f[1], f[2], offset, int.Parse(f[4], CultureInfo.InvariantCulture), null);
        }

        /// <summary>The kernel's member name, dots as underscores; in a nested class without the name of the arm that the class stands for.</summary>
        public string Identifier(bool nested)
        {
            string[] path = Member.Split('.');
            return string.Join('_', nested && path.Length > 1 ? path[1..] : path);
        }
    }
}
