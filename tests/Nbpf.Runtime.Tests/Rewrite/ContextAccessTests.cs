using Nbpf.Isa;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>Every access of a context that a program type allows, one program each: verdict and rewritten code against Linux.</summary>
public sealed class ContextAccessTests
{
    private static readonly MemorySize[] Sizes = [MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word, MemorySize.DoubleWord];

    public static TheoryData<ProgramType> Types => [ProgramType.Xdp, ProgramType.SocketFilter, ProgramType.SchedCls, ProgramType.SchedAct];

    [Theory]
    [MemberData(nameof(Types))]
    public void Load_EveryContextRead_DumpsAsLinux(ProgramType type)
    {
        Compare(type, 196, (size, offset) => [Instructions.Load(size, 2, 1, offset), .. End]);
        Compare(type, 196, (size, offset) => [Instructions.Mov(6, 1), Instructions.Load(size, 1, 6, offset), .. End]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Load_EveryContextWrite_DumpsAsLinux(ProgramType type)
    {
        Compare(type, 196, (size, offset) => [Instructions.MovImm(2, 5), Instructions.Store(size, 1, offset, 2), .. End]);
        Compare(type, 196, (size, offset) => [Instructions.StoreImm(size, 1, offset, 7), .. End]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Load_SignExtendingContextRead_DumpsAsLinux(ProgramType type) =>
        Compare(type, 196, (size, offset) => [Instructions.LoadSignExtend(size, 2, 1, offset), .. End], Sizes[..3]);

    private static Instruction[] End => [Instructions.MovImm(0, 0), Instructions.Exit()];

    private static void Compare(ProgramType type, int end, Func<MemorySize, short, Instruction[]> make, MemorySize[]? sizes = null)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 1 });
        using IBpf linux = LinuxOracle.Open();
        List<string> differences = [];
        foreach (MemorySize size in sizes ?? Sizes)
        {
            for (short offset = 0; offset < end; offset++)
            {
                Instruction[] program = make(size, offset);
                string expected = Describe(linux, type, program), actual = Describe(ours, type, program);
                if (expected != actual && !IsKnownDifference(type, size, offset))
                {
                    differences.Add($"{type} {size} at {offset}:\n  Linux {expected}\n  ours  {actual}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // The socket pointer is refused: there are no socket pointers yet.
    private static bool IsKnownDifference(ProgramType type, MemorySize size, int offset) =>
        type != ProgramType.Xdp && size == MemorySize.DoubleWord && offset == SkbContext.Socket;

    private static string Describe(IBpf kernel, ProgramType type, Instruction[] program)
    {
        SysResult result = kernel.ProgLoad(ProgramDump.Attributes(type, program) with { LogLevel = 0 }, [], out _);
        if (result.IsError)
        {
            return result.Errno.ToString();
        }

        string text = string.Join("; ", ProgramDump.Lines(kernel, result.Value));
        kernel.Close(result.Value);
        return text;
    }
}
