using Nbpf.Comparison;
using Nbpf.Comparison.Known;
using Nbpf.Comparison.Objects;
using Nbpf.Runtime;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Programs by kind of rule: limits one step to either side, and for what decides whether a path may be pruned a safe path first and
/// then one that it must not cover.
/// </summary>
public sealed class VerdictCaseTests
{
    public static TheoryData<string> Names => [.. VerdictCase.All.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ProgLoad_Case_GivesItsVerdict(string name)
    {
        VerdictCase one = VerdictCase.All.Single(one => one.Name == name);
        using TestKernel kernel = new(TestKernel.Make(ExecutionEngine.Interpreter));
        Assert.Equal(one.Ours, kernel.Load(one.Program, out _).ToString());
        if (one.Ours != one.Linux)
            Assert.NotNull(KnownDifferences.BuiltIn.Explain(new Difference(Subject(one), ProgramAspect.Verdict, one.Ours, one.Linux)));
        if (one.SafeTwin is { } twin) Assert.Equal("accepted", kernel.Load(twin, out _).ToString());
    }

    [Fact]
    public void Campaign_AcceptedCases_RunAlikeOnAllEngines()
    {
        using Campaign campaign = new(asksLinux: false);
        foreach (VerdictCase one in VerdictCase.All)
        {
            if (one.Ours == "accepted") campaign.Judge(one.Name, one.Name.Length, one.Program);
            if (one.SafeTwin is { } twin) campaign.Judge($"{one.Name}, twin", one.Name.Length, twin);
        }

        Assert.True(campaign.Accepted > 0);
        Assert.True(campaign.Unlisted == 0, campaign.Report());
    }

    [Fact]
    public void Campaign_Cases_AnswerAsLinux()
    {
        using TestKernel linux = OpenLinux();
        using Campaign campaign = new(asksLinux: true);
        Assert.Multiple([.. VerdictCase.All.Select(one => (Action)(() => Assert.Equal((one.Name, one.Linux), (one.Name, Ask(linux, one)))))]);

        // Nothing that only Linux accepts runs there.
        foreach (VerdictCase one in VerdictCase.All)
        {
            if (one.Ours == one.Linux) campaign.Judge(one.Name, one.Name.Length, one.Program);
            if (one.SafeTwin is { } twin) campaign.Judge($"{one.Name}, twin", one.Name.Length, twin);
        }

        Assert.True(campaign.Unlisted == 0, campaign.Report());
    }

    /// <summary>What is written at each level, line by line: of the refused ones the path, and of all everything that was done.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ProgLoad_CasesOfTheSameVerdict_HaveLinuxLog(uint level)
    {
        using TestKernel linux = OpenLinux();
        using TestKernel ours = new(TestKernel.Make(ExecutionEngine.Interpreter));
        List<string> wrong = [];
        foreach (VerdictCase one in VerdictCase.All.Where(one => one.Ours == one.Linux && !(level == 2 && CallsBack(one))))
        {
            string[] here = ours.Log(one.Program, level).Split('\n'), there = linux.Log(one.Program, level).Split('\n');
            int line = here.Zip(there).TakeWhile(static pair => pair.First == pair.Second).Count();
            if (here.Length != there.Length || line != here.Length)
                wrong.Add($"{one.File}, {one.Name}, line {line + 1}: here '{here.ElementAtOrDefault(line)}', Linux '{there.ElementAtOrDefault(line)}'");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong)}");
    }

    // What is marked precise in rounds of callbacks is a listed difference.
    private static bool CallsBack(VerdictCase one) => one.Program.Code.Any(static instruction => instruction.IsHelperCall && instruction.Immediate == (int)HelperId.Loop);

    /// <summary>Writes both verdicts into the files of cases: run it by name, as root, on the reference kernel.</summary>
    [Fact(Explicit = true)]
    public void Record_Verdicts()
    {
        using TestKernel linux = OpenLinux();
        using TestKernel ours = new(TestKernel.Make(ExecutionEngine.Interpreter));
        VerdictCase.Write(VerdictCase.All.Select(one => one with { Ours = Ask(ours, one), Linux = Ask(linux, one) }).ToArray());
    }

    private static string Ask(TestKernel kernel, VerdictCase one)
    {
        Verdict verdict = kernel.Load(one.Program, out int fd);
        if (fd >= 0) kernel.Close(fd);
        return verdict.ToString();
    }

    private static string Subject(VerdictCase one) => $"random {one.Program.Type} program{ProgramTraits.Describe(one.Program.Code)}";

    private static TestKernel OpenLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        return new TestKernel(LinuxOracle.Open());
    }
}
