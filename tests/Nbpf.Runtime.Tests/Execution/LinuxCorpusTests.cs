using System.Buffers.Binary;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>The corpus on Linux: each program as a subprogram of a syscall program, which puts its r0 into the context.</summary>
public class LinuxCorpusTests
{
    private const int ResultOffset = 64;

    // The program under test follows as a subprogram: r1 is the context still.
    private static readonly Instruction[] Wrapper =
    [
        Instructions.Mov(6, 1),
        Instructions.CallSubprogram(3),
        Instructions.Store(MemorySize.DoubleWord, 6, ResultOffset, Register.R0),
        Instructions.MovImm(Register.R0, 0),
        Instructions.Exit(),
    ];

    public static TheoryData<string> Names => [.. CorpusCase.All.Select(test => test.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ProgTestRun_CorpusProgram_GivesExpectedResult(string name)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        CorpusCase test = CorpusCase.All.Single(c => c.Name == name);
        using IBpf linux = LinuxOracle.Open();
        ProgLoadAttributes attributes = new()
        {
            Type = ProgramType.Syscall,
            Flags = ProgramFlags.Sleepable,
            License = "GPL",
            LogLevel = 1,
            Instructions = (Instruction[])[.. Wrapper, .. test.Code],
        };
        SysResult load = LinuxOracle.Load(linux, attributes, out string log);
        if (test.LinuxRefusal is { } refusal)
        {
            Assert.True(load.IsError, "Linux accepts the program now");
            Assert.Contains(refusal, log, StringComparison.Ordinal);
            return;
        }

        Assert.False(load.IsError, log);
        byte[] context = new byte[ResultOffset + sizeof(ulong)];
        test.Memory?.CopyTo(context, 0);
        SysResult run = linux.ProgTestRun(load.Value, new ProgTestRunArguments { ContextIn = context, ContextOut = context });
        Assert.False(run.IsError);
        ulong result = BinaryPrimitives.ReadUInt64LittleEndian(context.AsSpan(ResultOffset));
        if (test.LinuxDifference is null) Assert.Equal($"0x{test.Expected:x}", $"0x{result:x}");
    }
}
