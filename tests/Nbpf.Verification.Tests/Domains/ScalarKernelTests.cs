using System.Text;
using System.Text.RegularExpressions;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>Every scalar that the kernel prints while it verifies random programs is what our bounds print.</summary>
public sealed partial class ScalarKernelTests
{
    private const int RecordedPrograms = 250;

    private static string RecordedFile => Path.Combine(
        Repository.Root, "tests", "Nbpf.Verification.Tests", "Domains", "Recorded", "scalar-programs.txt");

    [Fact]
    public void Bounds_RandomProgramsOnThisKernel_PrintAsLinux()
    {
        const int programs = 3000;
        int compared = 0;
        Assert.SkipUnless(LinuxVerifier.IsAvailable, "bpf(2) is not permitted here; the recorded answers are compared instead");
        using LinuxVerifier linux = new();
        for (ulong seed = 1; seed <= programs; seed++)
        {
            Instruction[] program = ScalarPrograms.Generate(seed);
            linux.Load(program, out string log);
            compared += Compare($"seed {seed}", program, log);
        }

        Assert.True(compared > 15 * programs, $"only {compared} registers were compared");
    }

    [Fact]
    public void Bounds_RecordedPrograms_PrintAsLinux618()
    {
        int programs = 0;
        int compared = 0;
        foreach (string record in File.ReadAllText(RecordedFile).Split("program ", StringSplitOptions.RemoveEmptyEntries)[1..])
        {
            int end = record.IndexOf('\n', StringComparison.Ordinal);
            byte[] code = Convert.FromHexString(record[..end]);
            Instruction[] program = [.. Enumerable.Range(0, code.Length / Instruction.SizeBytes)
                .Select(i => Instruction.Read(code.AsSpan(i * Instruction.SizeBytes)))];
            compared += Compare($"program {++programs}", program, record[(end + 1)..]);
        }

        Assert.Equal(RecordedPrograms, programs);
        Assert.True(compared > 15 * programs, $"only {compared} registers were compared");
    }

    /// <summary>Writes the recorded answers anew: run it by name, as root, on the reference kernel.</summary>
    [Fact(Explicit = true)]
    public void Record_ThisKernelsAnswers()
    {
        var text = new StringBuilder("Verifier logs (level 2) of Linux 6.18 x86-64 for random programs, one record each:\n"
            + "the word program, its instructions in hexadecimal, then the lines that show paths and registers.\n");
        using LinuxVerifier linux = new();
        for (ulong seed = 1_000_001; seed <= 1_000_000 + RecordedPrograms; seed++)
        {
            Instruction[] program = ScalarPrograms.Generate(seed);
            Assert.Equal(Errno.None, linux.Load(program, out string log));
            byte[] code = new byte[program.Length * Instruction.SizeBytes];
            for (int i = 0; i < program.Length; i++)
                program[i].Write(code.AsSpan(i * Instruction.SizeBytes));
            text.Append("program ").Append(Convert.ToHexString(code)).Append('\n');
            foreach (string line in log.Split('\n').Where(ScalarLogReplay.IsRelevant))
                text.Append(Blanks().Replace(line, " ")).Append('\n');
        }

        Directory.CreateDirectory(Path.GetDirectoryName(RecordedFile)!);
        File.WriteAllText(RecordedFile, text.ToString());
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();

    private static int Compare(string name, Instruction[] program, string log)
    {
        string? difference = ScalarLogReplay.FindDifference(program, log, out int compared);
        Assert.True(difference is null, $"{name}: {difference}\n{log}");
        return compared;
    }
}
