using System.Globalization;
using Nbpf.Isa;
using Nbpf.Testing;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>
/// One program of the corpus with its expected r0. In the files a case is a title (<c># add: …</c>), optionally the memory that r1
/// points at (<c>memory: 01 02</c>), what is special on Linux (<c>linux refuses: part of the log</c>, <c>linux differs: why</c>), assembly,
/// and the result (<c>= 0x2a</c>); a missing exit before the result is added.
/// </summary>
internal sealed record CorpusCase(string Name, Instruction[] Code, byte[]? Memory, ulong Expected)
{
    private const string MemoryPrefix = "memory: ", RefusalPrefix = "linux refuses: ", DifferencePrefix = "linux differs: ";

    /// <summary>Part of the log with which Linux refuses the program, or null when it accepts it.</summary>
    public string? LinuxRefusal { get; private init; }

    /// <summary>Why Linux gives another result, or null when it gives the same.</summary>
    public string? LinuxDifference { get; private init; }

    public static IReadOnlyList<CorpusCase> All { get; } = [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests/Nbpf.Runtime.Tests/Execution/Corpus"), "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    private static IEnumerable<CorpusCase> Read(string path)
    {
        string title = "";
        string? refusal = null, difference = null;
        byte[]? memory = null;
        List<string> lines = [];
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                (title, memory, refusal, difference) = (line[2..], null, null, null);
                lines.Clear();
            }
            else if (line.StartsWith(MemoryPrefix, StringComparison.Ordinal))
            {
                memory = Convert.FromHexString(line[MemoryPrefix.Length..].Replace(" ", "", StringComparison.Ordinal));
            }
            else if (line.StartsWith(RefusalPrefix, StringComparison.Ordinal))
            {
                refusal = line[RefusalPrefix.Length..];
            }
            else if (line.StartsWith(DifferencePrefix, StringComparison.Ordinal))
            {
                difference = line[DifferencePrefix.Length..];
            }
            else if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                yield return new($"{Path.GetFileNameWithoutExtension(path)}: {title}", Assemble(lines), memory, ParseNumber(line[2..]))
                {
                    LinuxRefusal = refusal,
                    LinuxDifference = difference,
                };
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
