using System.Globalization;
using System.Text;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>Whole programs against Linux 6.18: errno, message and the log of level 2, line by line.</summary>
public sealed class ProgramKernelTests
{
    private const int RandomPrograms = 300;

    /// <summary>Where we differ on purpose, and why.</summary>
    private static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["ring scalar plus record, used after submit"] = "Linux loses the reference of number + pointer, and with it the end of the pointer",
        ["ring unknown scalar plus record, used after submit"] = "Linux loses the reference of number + pointer, and with it the end of the pointer",
        ["ldsx"] = "Linux keeps a number's identity in a sign-extending fill that may change it",
        ["inner percpu aligned key"] = "Linux skips the null check although an inner per-CPU array may be smaller than its template",
    };

    private static string Folder => Path.Combine(Repository.Root, "tests", "Nbpf.Verification.Tests", "Programs");

    /// <summary>The files of programs, and those of their recorded answers.</summary>
    public static TheoryData<string, string> Files => new() { { "programs.txt", "answers.txt" }, { "ring-programs.txt", "ring-answers.txt" } };

    [Theory]
    [MemberData(nameof(Files))]
    public void Verify_RecordedPrograms_AnswerAsLinux618(string file, string answers)
    {
        Dictionary<string, LinuxAnswer> recorded = ReadAnswers(answers);
        IReadOnlyList<ProgramCase> programs = ReadPrograms(file);
        Assert.Equal(recorded.Count, programs.Count);
        Assert.Multiple([.. programs.Select(program => (Action)(() => Compare(program, recorded[program.Name])))]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Verify_AcceptAndRejectCases_BothOccur(string file, string answers)
    {
        Dictionary<string, LinuxAnswer> recorded = ReadAnswers(answers);
        Assert.Equal(ReadPrograms(file).Count, recorded.Count);
        Assert.InRange(recorded.Values.Count(a => a.Errno == 0), recorded.Count / 4, recorded.Count * 3 / 4);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Verify_RunningKernel_AnswersTheSame(string file, string answers)
    {
        using IBpf kernel = OpenKernel();
        Assert.NotEmpty(answers);
        foreach (ProgramCase program in ReadPrograms(file))
            Compare(program, LinuxAnswer.Ask(kernel, program), kernel.PossibleCpuCount);
    }

    [Fact]
    public void Verify_RandomPrograms_SameLogAsRunningKernel()
    {
        using IBpf kernel = OpenKernel();
        int accepted = 0;
        for (int seed = 1; seed <= RandomPrograms; seed++)
        {
            ProgramCase program = RandomProgram.Generate(seed);
            LinuxAnswer linux = LinuxAnswer.Ask(kernel, program);
            if (linux.Errno == (int)Errno.ENOSPC)
                continue;
            Compare(program, linux, kernel.PossibleCpuCount);
            accepted += linux.Errno == 0 ? 1 : 0;
        }

        Assert.InRange(accepted, RandomPrograms / 4, RandomPrograms);
    }

    [Fact]
    public void Verify_MutatedPrograms_SameErrnoAndMessageAsRunningKernel()
    {
        using IBpf kernel = OpenKernel();
        int compared = 0;
        for (int seed = 1; seed <= RandomPrograms; seed++)
        {
            ProgramCase program = HostileProgramTests.Mutate(RandomProgram.Generate(seed), 1 + (seed % 3));
            LinuxAnswer ours = LinuxAnswer.Of(program.Verify(processorCount: kernel.PossibleCpuCount));

            // What is refused by name, and helpers that the test catalog does not have, Linux judges otherwise.
            if (ours.Log.Contains("not supported yet", StringComparison.Ordinal) || ours.Log.Contains("program of this type", StringComparison.Ordinal))
                continue;
            LinuxAnswer linux = LinuxAnswer.Ask(kernel, program);
            if (linux.Errno == (int)Errno.ENOSPC)
                continue;
            compared++;
            Assert.True(linux.LastMessage == ours.LastMessage, $"{program.Name}: Linux '{linux.LastMessage}', we '{ours.LastMessage}'");
        }

        Assert.True(compared > RandomPrograms * 3 / 4);
    }

    /// <summary>Writes the recorded answers anew: run it by name, as root, on the reference kernel.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Files))]
    public void Record_ThisKernelsAnswers(string file, string answers)
    {
        using IBpf kernel = OpenKernel();
        var text = new StringBuilder();
        foreach (ProgramCase program in ReadPrograms(file))
        {
            LinuxAnswer answer = LinuxAnswer.Ask(kernel, program);
            text.Append(CultureInfo.InvariantCulture, $"=== {program.Name} | {answer.Errno}\n{answer.Log}");
            if (!answer.Log.EndsWith('\n'))
                text.Append('\n');
        }

        File.WriteAllText(RecordedPath(answers), text.ToString());
    }

    private static void Compare(ProgramCase program, LinuxAnswer linux, int processorCount = ProgramCase.RecordedProcessorCount)
    {
        LinuxAnswer ours = LinuxAnswer.Of(program.Verify(processorCount: processorCount));
        if (Deviations.TryGetValue(program.Name, out string? reason))
        {
            Assert.True(ours != linux, $"{program.Name}: no longer differs ({reason})");
            return;
        }

        Assert.True(linux.LastMessage == ours.LastMessage, $"{program.Name}: Linux '{linux.LastMessage}', we '{ours.LastMessage}'");
        Assert.True(linux.Log == ours.Log, $"{program.Name}:\n--- Linux\n{linux.Log}\n--- ours\n{ours.Log}");
    }

    private static IBpf OpenKernel()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        return LinuxOracle.Open();
    }

    /// <summary>The programs of all files.</summary>
    internal static IReadOnlyList<ProgramCase> AllCases => [.. Files.Select(static row => row.Data.Item1).Distinct().SelectMany(ReadPrograms)];

    private static IReadOnlyList<ProgramCase> ReadPrograms(string file) => ProgramCase.Read(File.ReadAllText(Path.Combine(Folder, file)));

    private static string RecordedPath(string answers) => Path.Combine(Folder, "Recorded", answers);

    private static Dictionary<string, LinuxAnswer> ReadAnswers(string file)
    {
        var answers = new Dictionary<string, LinuxAnswer>(StringComparer.Ordinal);
        foreach (string block in File.ReadAllText(RecordedPath(file)).Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            int end = block.IndexOf('\n', StringComparison.Ordinal);
            string[] head = block[..end].Split('|', StringSplitOptions.TrimEntries);
            answers.Add(head[0], new LinuxAnswer(int.Parse(head[1], CultureInfo.InvariantCulture), block[(end + 1)..]));
        }

        return answers;
    }
}
