using System.Globalization;
using Nbpf.Isa;
using Nbpf.Testing;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>
/// One program of the corpus with its expected r0. In the files a case is a title (<c># add: …</c>), optionally the memory that r1
/// points at (<c>memory: 01 02</c>), assembly, and the result (<c>= 0x2a</c>); a missing exit before the result is added.
/// </summary>
internal sealed record CorpusCase(string Name, Instruction[] Code, byte[]? Memory, ulong Expected)
{
    public static IReadOnlyList<CorpusCase> All { get; } = [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests/Nbpf.Runtime.Tests/Execution/Corpus"), "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    private static IEnumerable<CorpusCase> Read(string path)
    {
        string title = "";
        byte[]? memory = null;
        List<string> lines = [];
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                (title, memory) = (line[2..], null);
                lines.Clear();
            }
            else if (line.StartsWith("memory: ", StringComparison.Ordinal))
            {
                memory = Convert.FromHexString(line["memory: ".Length..].Replace(" ", "", StringComparison.Ordinal));
            }
            else if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                yield return new($"{Path.GetFileNameWithoutExtension(path)}: {title}", Assemble(lines), memory, ParseNumber(line[2..]));
            }
            else
            {
                lines.Add(line);
            }
        }
    }

    private static Instruction[] Assemble(List<string> lines)
    {
        if (lines[^1] != "exit") lines.Add("exit");
        return Assembler.Assemble(string.Join('\n', lines));
    }

    private static ulong ParseNumber(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);
}
