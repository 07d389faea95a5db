using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nbpf.Comparison;
using Nbpf.Comparison.Known;
using Nbpf.Comparison.Objects;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Linux's verdicts, messages and tags of random programs, recorded as hashes: where Linux may not be asked they stand in for it.
/// </summary>
public sealed class RecordedProgramTests
{
    private const int Programs = 2_000;
    private const int ProgramsPerLine = 20;
    private const int HashBytes = 4;

    [Fact]
    public void Verifier_RandomPrograms_AnswersAsRecorded()
    {
        IReadOnlyDictionary<string, string> recorded = RecordedAnswers.For("random-programs", Ask);
        using TestKernel ours = new(TestKernel.Make(ExecutionEngine.Interpreter));
        List<string> differences = [];
        for (int seed = 1; seed <= Programs; seed++)
        {
            string line = recorded[Line(seed)];
            string expected = line.Split(' ')[(seed - 1) % ProgramsPerLine];
            Verdict verdict = Judge(ours, ProgramGenerator.Generate(seed), out string tag);
            if (expected != Hash(verdict, tag) && expected != Listed) differences.Add($"seed {seed}: {verdict} {tag}");
        }

        Assert.Empty(differences);
        Assert.True(recorded.Values.Sum(static line => line.Split(' ').Count(static hash => hash == Listed)) < Programs / 50, "too few programs are recorded to tell anything");
    }

    /// <summary>What stands for a program whose verdict differs as the table of known differences says.</summary>
    private const string Listed = "listed";

    private static IEnumerable<KeyValuePair<string, string>> Ask(IBpf kernel)
    {
        // The kernel is closed by its owner: the maps on it are a test kernel's.
        TestKernel linux = new(kernel);
        using TestKernel ours = new(TestKernel.Make(ExecutionEngine.Interpreter));
        List<string> hashes = [];
        for (int seed = 1; seed <= Programs; seed++)
        {
            RandomProgram program = ProgramGenerator.Generate(seed);
            Verdict there = Judge(linux, program, out string tag), here = Judge(ours, program, out _);
            Difference difference = new($"random {program.Type} program{ProgramTraits.Describe(program.Code)}", ProgramAspect.Verdict, here.ToString(), there.ToString());
            bool isListed = here.ToString() != there.ToString() && KnownDifferences.BuiltIn.Explain(difference) is not null;
            hashes.Add(isListed ? Listed : Hash(there, tag));
            if (hashes.Count < ProgramsPerLine) continue;
            yield return new(Line(seed), string.Join(' ', hashes));
            hashes.Clear();
        }
    }

    private static string Line(int seed)
    {
        int first = ((seed - 1) / ProgramsPerLine * ProgramsPerLine) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"seeds {first:d4} to {first + ProgramsPerLine - 1:d4}");
    }

    private static Verdict Judge(TestKernel kernel, RandomProgram program, out string tag)
    {
        Verdict verdict = kernel.Load(program, out int fd);
        tag = "";
        if (fd < 0) return verdict;
        tag = kernel.Describe(fd).Tag;
        kernel.Close(fd);
        return verdict;
    }

    private static string Hash(Verdict verdict, string tag) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{verdict} {tag}")).AsSpan(0, HashBytes));
}
