using System.Text;
using Nbpf.Isa;
using Nbpf.Testing;

namespace Nbpf.Differential.Programs;

/// <summary>
/// A program with its verdict. A file of cases holds of each a head <c>=== NAME | TYPE [| FUNCTION …] [| TestStateFreq]</c>, the verdict
/// <c>-> accepted</c> or <c>-> ERRNO: LAST MESSAGE</c>, where Linux's is another one also <c>Linux -> …</c>, and the program as
/// <see cref="Assembler"/> reads it. Maps are those of <see cref="ProgramMaps"/>.
/// </summary>
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

    /// <summary>All cases.</summary>
    public static IReadOnlyList<VerdictCase> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "Nbpf.Differential", "Programs", "Cases");

    /// <summary>The program.</summary>
    public RandomProgram Program
    {
        get
        {
            string[] fields = Head.Split('|', StringSplitOptions.TrimEntries);
            bool isFrequent = fields[^1] == nameof(ProgramFlags.TestStateFreq);
            string functions = fields.Length > 1 && !(isFrequent && fields.Length == 2) ? fields[1] : "";
            return new RandomProgram(
                Enum.Parse<ProgramType>(fields[0]),
                [.. Assembler.Assemble(Body)],
                isFrequent ? ProgramFlags.TestStateFreq : ProgramFlags.None,
                [.. functions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<FunctionKind>)],
                IsMutated: false);
        }
    }

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
}
