using Nbpf.Isa;
using Nbpf.Runtime.Commands;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Interpreter;
using Nbpf.Runtime.Interpreter.Checked;
using Nbpf.Runtime.Interpreter.Watch;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Verification;
using Nbpf.Verification.Trace;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>The watched interpreter notices each kind of thing that the verifier did not know: one program runs under the watch of another one's verification.</summary>
public sealed class WatchedProgramTests
{
    private const int MemoryBytes = 16;

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "number", "r3 = 1\nr0 = 0\nexit", "r3 = 2\nr0 = 0\nexit", "r3=0x2 of frame 0 is not in 1" },
        { "bits", Byte + "r3 &= 6\nr0 = 0\nexit", Byte + "r3 &= 7\nr0 = 0\nexit", "r3=0x7 of frame 0 is not in scalar" },
        { "32 bits", Byte + "w3 s>>= 4\nr0 = 0\nexit", Byte + "w3 <<= 4\nr0 = 0\nexit", "r3=0xff0 of frame 0 is not in scalar" },
        { "copy", Byte + "r4 = r3\nr0 = 0\nexit", Byte + "r4 = 3\nr0 = 0\nexit", "which others share" },
        { "copy plus a constant", Byte + "r4 = r3\nr4 += 2\nr0 = 0\nexit", Byte + "r4 = r3\nr4 += 3\nr0 = 0\nexit", "r4=0x102 of frame 0 is not in scalar" },
        { "copy plus a constant, in its range", Byte + "r4 = r3\nr4 += 2\nr0 = 0\nexit", Byte + "r4 = r3\nr4 += 1\nr0 = 0\nexit", "which others share" },
        { "spilled copy", Byte + "*(u64 *)(r10 - 8) = r3\nr0 = 0\nexit", Byte + "*(u64 *)(r10 - 8) = r10\nr0 = 0\nexit", "of frame 0 is not in scalar" },
        { "spilled number", "*(u64 *)(r10 - 8) = 1\nr0 = 0\nexit", "*(u64 *)(r10 - 8) = 2\nr0 = 0\nexit", "fp-8=0x2 of frame 0 is not in 1" },
        { "number in part of a slot", "r3 = 1\n*(u32 *)(r10 - 8) = r3\nr0 = 0\nexit", "r3 = 1\n*(u16 *)(r10 - 8) = 2\nr0 = 0\nexit", "fp-8=0x2 of frame 0 is not in 1" },
        { "zero bytes", "*(u8 *)(r10 - 5) = 0\nr0 = 0\nexit", "*(u8 *)(r10 - 5) = 1\nr0 = 0\nexit", "byte fp-5 of frame 0 is not zero" },
        { "frame pointer", "r3 = r10\nr3 += -8\nr0 = 0\nexit", "r3 = r10\nr3 += -16\nr0 = 0\nexit", "is not in fp-8" },
        { "pointer into memory", "r3 = r1\nr3 += 4\nr0 = 0\nexit", "r3 = r1\nr3 += 5\nr0 = 0\nexit", "is not in mem(off=4" },
        { "pointer with a variable part", Byte + "r3 &= 3\nr3 += r1\nr0 = 0\nexit", Byte + "r3 += 0\nr3 += r1\nr0 = 0\nexit", "is not in scalar" },
        { "number for a pointer", "r3 = r10\nr0 = 0\nexit", "r3 = 7\nr0 = 0\nexit", "is not in fp" },
        { "another way", "r3 = 0\nif r3 == 0 goto +1\nr0 = 1\nr0 = 0\nexit", "r3 = 0\nif r3 == 1 goto +1\nr0 = 1\nr0 = 0\nexit", "not explored" },
        { "the caller's stack", "*(u64 *)(r10 - 8) = 1\nr1 = r10\ncall f\nexit\nf: *(u64 *)(r1 - 8) = 2\nr0 = 0\nexit", "*(u64 *)(r10 - 8) = 1\nr1 = r10\ncall f\nexit\nf: *(u64 *)(r1 - 8) = 3\nr0 = 0\nexit", "fp-8=0x3 of frame 0 is not in 2" },
        { "behind a checkpoint", Met + "if r4 == 4 goto end" + End, Met.Replace("r4 = 4", "r4 = 2", StringComparison.Ordinal) + "if r4 == 4 goto end" + End, "r4=0x2 of frame 0 is not in 4" },
    };

    private const string Byte = "r3 = *(u8 *)(r1 + 0)\n";

    // Both ways come to meet with one number in r4, on which the comparison there relies.
    private const string Met = Byte + "r4 = 4\nif r3 > 7 goto meet\nr4 = 4\nmeet: r3 = 0\n";

    private const string End = "\nr0 = 1\nexit\nend: r0 = 0\nexit";

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_OtherThanVerified_Throws(string name, string verified, string executed, string message)
    {
        Assert.Equal(0u, Run(verified, verified) >> 1);
        UnexploredStateException fault = Assert.Throws<UnexploredStateException>(() => Run(verified, executed));
        Assert.True(fault.Message.Contains(message, StringComparison.Ordinal), $"{name}: {fault.Message}");
    }

    [Fact]
    public void Run_NumbersThatNothingReliesOn_MayDifferBehindACheckpoint()
    {
        // The second way to meet is covered by the first: what r4 holds there matters to nobody.
        string text = Met.Replace("r4 = 4\nmeet", "r4 = 2\nmeet", StringComparison.Ordinal) + "r4 += 1\nr0 = 0\nexit";
        Assert.Equal(0u, Run(text, text));
    }

    private static unsafe ulong Run(string verified, string executed)
    {
        using KernelServices kernel = new(new BpfRuntimeOptions { CpuCount = 1 });
        ConformanceProgramType type = new(MemoryBytes);
        VerifiedProgram watched = Verify(kernel, type, verified, new ExplorationTrace());
        Assert.Null(kernel.Rewriter.Rewrite(Verify(kernel, type, executed, null), type, _ => "", out XlatedProgram? xlated));
        using InterpretedProgram program = InterpretedProgram.CreateWatched(xlated!, watched, new KernelMemory(kernel.Heap, type), type, kernel.Heap);
        byte* memory = kernel.Heap.TryAllocate(MemoryBytes);
        new Span<byte>(memory, MemoryBytes).Fill(0xff);
        RunFrame run = new() { Context = memory };
        return program.Run(&run, memory);
    }

    private static VerifiedProgram Verify(KernelServices kernel, ConformanceProgramType type, string text, ExplorationTrace? trace)
    {
        using ProgramMaps maps = new(kernel.Objects, default);
        VerificationOutcome outcome = Verifier.Verify(new VerificationRequest
        {
            ProgramType = type,
            Instructions = Assembler.Assemble(text),
            Helpers = HelperCatalog.All,
            Maps = maps,
            Flags = ProgramFlags.TestStateFreq,
            LogLevel = 2,
        }, trace);
        Assert.True(outcome is VerificationOutcome.Accepted, outcome.Log);
        return ((VerificationOutcome.Accepted)outcome).Program;
    }
}
