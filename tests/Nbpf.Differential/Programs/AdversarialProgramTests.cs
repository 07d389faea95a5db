using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>Known ways to fool a verifier, and what random programs found; with the same words as Linux.</summary>
public sealed class AdversarialProgramTests
{
    public static TheoryData<string> Names => [.. AdversarialPrograms.All.Select(static program => program.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ProgLoad_AdversarialProgram_GivesItsVerdict(string name)
    {
        using TestKernel kernel = new(TestKernel.Make(ExecutionEngine.WatchedInterpreter));
        (RandomProgram program, bool isAccepted) = Find(name);
        Verdict verdict = kernel.Load(program, out int fd);
        Assert.True(verdict.IsAccepted == isAccepted, $"{verdict}\n{program}");
        if (!isAccepted)
            return;
        foreach (ProgramInput input in ProgramInput.Make(name.Length))
            kernel.Run(program.Type, fd, input);
    }

    [Fact]
    public void Campaign_AdversarialPrograms_FindsThemAsInLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using Campaign campaign = new(asksLinux: true);
        foreach (string name in AdversarialPrograms.All.Select(static program => program.Name))
            campaign.Judge(name, name.Length, Find(name).Program);
        Assert.Equal(AdversarialPrograms.All.Length, campaign.Programs);
        Assert.True(campaign.Unlisted == 0, campaign.Report());
    }

    [Theory]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    [InlineData(ExecutionEngine.Jit)]
    public void ProgTestRun_LoopWithoutRounds_NeedsNoCallback(ExecutionEngine engine)
    {
        // No path enters the callback: it is removed as dead code, and what names it must do without.
        RandomProgram program = Assemble(
            ProgramType.Xdp,
            """
            r1 = 0
            r2 = function cb ll
            r3 = r10
            r4 = 0
            call bpf_loop
            exit
            cb: r0 = 0
            exit
            """,
            [FunctionKind.Callback]);
        Assert.Equal(0u, Run(engine, program));
    }

    [Theory]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    [InlineData(ExecutionEngine.Jit)]
    public void ProgTestRun_LoopWithFlagsOnItsSecondPath_IsNotInlinedWithoutThem(ExecutionEngine engine)
    {
        // The receive queue is 0, which the verifier does not know: the path that is explored second runs.
        RandomProgram program = Assemble(
            ProgramType.Xdp,
            """
            r8 = *(u32 *)(r1 + 16)
            r7 = 0
            if r8 == 0 goto flags
            goto join
            flags: r7 = 1
            join: r1 = 3
            r2 = function cb ll
            r3 = 0
            r4 = r7
            call bpf_loop
            exit
            cb: r0 = 0
            exit
            """,
            [FunctionKind.Callback]);
        Assert.Equal(unchecked((uint)-(int)Errno.EINVAL), Run(engine, program with { Flags = ProgramFlags.TestStateFreq }));
    }

    [Theory]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    [InlineData(ExecutionEngine.Jit)]
    public void ProgTestRun_ChecksumOfNothing_FoldsItsSeed(ExecutionEngine engine)
    {
        RandomProgram program = Assemble(ProgramType.Xdp, "r1 = 0\nr2 = 0\nr3 = 0\nr4 = 0\nr5 = -1\ncall bpf_csum_diff\nexit", []);
        Assert.Equal(0xffffu, Run(engine, program));
    }

    [Fact]
    public void ProgLoad_UnreachedCallsAtEveryLevel_AreWalkedOnce()
    {
        // Seven levels of forty calls each behind a branch that is never taken: 40^7 chains, all of which fit the stack.
        const int levels = 7;
        string calls = string.Concat(Enumerable.Repeat("call fN\n", 40));
        string text = Level("main", "f1");
        for (int i = 1; i <= levels; i++)
            text += i == levels ? $"f{i}: r0 = 0\nexit\n" : Level($"f{i}", $"f{i + 1}");
        RandomProgram program = Assemble(ProgramType.Xdp, text, [.. Enumerable.Repeat(FunctionKind.Static, levels)]);
        using TestKernel kernel = new(TestKernel.Make(ExecutionEngine.Interpreter));
        Assert.True(kernel.Load(program, out _).IsAccepted);

        string Level(string name, string callee) =>
            $"{name}: r6 = 0\nif r6 == 0 goto {name}_end\n{calls.Replace("fN", callee, StringComparison.Ordinal)}{name}_end: r0 = 0\nexit\n";
    }

    [Fact]
    public void ToString_OfARandomProgram_CanBePastedAsACase()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            RandomProgram program = ProgramGenerator.Generate(seed);
            if (!program.IsMutated) Assert.Equal(program.Code, Assembler.Assemble(program.ToString()));
        }
    }

    private static (RandomProgram Program, bool IsAccepted) Find(string name)
    {
        (_, ProgramType type, bool isAccepted, string text, FunctionKind[] functions) = AdversarialPrograms.All.Single(program => program.Name == name);
        return (Assemble(type, text, functions), isAccepted);
    }

    private static RandomProgram Assemble(ProgramType type, string text, FunctionKind[] functions) =>
        new(type, [.. Assembler.Assemble(text)], ProgramFlags.None, functions, IsMutated: false);

    private static uint Run(ExecutionEngine engine, RandomProgram program)
    {
        using TestKernel kernel = new(TestKernel.Make(engine));
        Verdict verdict = kernel.Load(program, out int fd);
        Assert.True(verdict.IsAccepted, verdict.ToString());
        return kernel.Run(program.Type, fd, ProgramInput.Make(1)[0]).Result;
    }
}
