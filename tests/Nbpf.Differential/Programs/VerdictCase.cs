using System.Text;
using Nbpf.Isa;
using Nbpf.Testing;

namespace Nbpf.Differential.Programs;

/// <summary>
/// A program with its verdict. A file of cases holds of each a head <c>=== NAME | TYPE [| FUNCTION …] [| TestStateFreq]</c>, the verdict
/// <c>-> accepted</c> or <c>-> ERRNO: LAST MESSAGE</c>, where Linux's is another one also <c>Linux -> …</c>, and the program as
/// <see cref="Assembler"/> reads it. Maps are those of <see cref="ProgramMaps"/>.
/// </summary>
/// <remarks>
/// Parts that begin with <c>--- safe</c>, <c>--- far</c>, <c>--- then</c> and perhaps <c>--- functions</c> make a pair of paths: the first is
/// explored first and is fine, the second must not be taken for covered by it where they meet. Before them r6 is the context, r9
/// a value of 64 bytes and r8 an unknown number, to which the text before the first part may add.
/// </remarks>
/// <param name="File">The file's name.</param>
/// <param name="Name">What is tried.</param>
/// <param name="Head">The head's other fields.</param>
/// <param name="Ours">The verdict here.</param>
/// <param name="Linux">Linux's verdict.</param>
/// <param name="Body">The program's text.</param>
internal sealed record VerdictCase(string File, string Name, string Head, string Ours, string Linux, string Body)
{
    private const string Verdict = "-> ";
    private const string LinuxVerdict = "Linux -> ";
    private const string Part = "--- ", Safe = "safe", Far = "far";

    /// <summary>All cases.</summary>
    public static IReadOnlyList<VerdictCase> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "Nbpf.Differential", "Programs", "Cases");

    /// <summary>The program.</summary>
    public RandomProgram Program => Assemble(IsPair ? Compose(Parts[Far]) : Body);

    /// <summary>For a pair: the program whose second path does as the first, which is accepted; else null.</summary>
    public RandomProgram? SafeTwin => IsPair ? Assemble(Compose(Parts[Safe])) : null;

    private bool IsPair => Body.Contains(Part + Safe, StringComparison.Ordinal);

    /// <summary>The parts of a pair by name; what comes before them has the empty name.</summary>
    private Dictionary<string, string> Parts => (Part + "\n" + Body).Split(Part).Skip(1)
        .ToDictionary(static part => part[..part.IndexOf('\n', StringComparison.Ordinal)], static part => part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..]);

    /// <summary>Writes cases back into their files.</summary>
    public static void Write(IEnumerable<VerdictCase> cases)
    {
        foreach (IGrouping<string, VerdictCase> file in cases.GroupBy(static one => one.File))
        {
            StringBuilder text = new();
            foreach (VerdictCase one in file)
            {
                text.Append("=== ").Append(one.Name).Append(" | ").Append(one.Head).Append('\n').Append(Verdict).Append(one.Ours).Append('\n');
                if (one.Linux != one.Ours) text.Append(LinuxVerdict).Append(one.Linux).Append('\n');
                text.Append(one.Body);
            }

            System.IO.File.WriteAllText(Path.Combine(Folder, file.Key), text.ToString());
        }
    }

    private static IEnumerable<VerdictCase> Read(string path)
    {
        foreach (string block in System.IO.File.ReadAllText(path).Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.Split('\n');
            string[] head = lines[0].Split('|', 2, StringSplitOptions.TrimEntries);
            string ours = lines[1][Verdict.Length..];
            bool differs = lines[2].StartsWith(LinuxVerdict, StringComparison.Ordinal);
            yield return new(
                Path.GetFileName(path),
                head[0],
                head[1],
                ours,
                differs ? lines[2][LinuxVerdict.Length..] : ours,
                string.Join('\n', lines[(differs ? 3 : 2)..]));
        }
    }

    private string Compose(string second) => $"""
        r6 = r1
        r9 = map_value {ProgramMaps.Globals} + 0 ll
        r8 = *(u32 *)(r9 + 0)
        {Parts[""]}
        if r8 == 7 goto second
        {Parts[Safe]}
        goto join
        second:
        {second}
        join:
        {Parts["then"]}
        r0 = 0
        exit
        {Parts.GetValueOrDefault("functions", "")}
        """;

    private RandomProgram Assemble(string text)
    {
        string[] fields = Head.Split('|', StringSplitOptions.TrimEntries);
        bool isFrequent = IsPair || fields[^1] == nameof(ProgramFlags.TestStateFreq);
        string functions = fields.Skip(1).FirstOrDefault(static field => field != nameof(ProgramFlags.TestStateFreq), "");
        return new RandomProgram(
            Enum.Parse<ProgramType>(fields[0]),
            [.. Assembler.Assemble(text)],
            isFrequent ? ProgramFlags.TestStateFreq : ProgramFlags.None,
            [.. functions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<FunctionKind>)],
            IsMutated: false);
    }
}
