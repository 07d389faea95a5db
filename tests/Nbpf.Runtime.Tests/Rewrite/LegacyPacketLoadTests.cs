using System.Buffers.Binary;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary><c>ld_abs</c> and <c>ld_ind</c> of every width, from one byte before each header to one past the packet's end.</summary>
public sealed class LegacyPacketLoadTests
{
    private const int Length = 64;
    private const int LinkHeaderBytes = 14;
    private const int Network = -0x100000;
    private const int LinkLayer = -0x200000;

    // No byte is 0, which is what a run that a load ends answers.
    private static readonly byte[] Packet = [.. Enumerable.Range(1, Length).Select(static number => (byte)number)];

    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    public void Run_LoadsAtEveryPlace_GiveItsBytesOrEnd(ExecutionEngine engine)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine });
        RunAll(kernel);
    }

    [Fact]
    public void Run_LoadsAtEveryPlaceOnLinux_GiveItsBytesOrEnd()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        RunAll(kernel);
    }

    private static void RunAll(IBpf kernel)
    {
        foreach (MemorySize size in (MemorySize[])[MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word])
        {
            foreach ((int first, int place) in ((int, int)[])[(0, 0), (Network, LinkHeaderBytes), (LinkLayer, 0)])
            {
                for (int at = place == 0 && first == 0 ? 0 : -1; at <= Length - place + 1; at++)
                {
                    // One before the network header is far behind the link layer's.
                    uint expected = at < 0 ? 0 : Expected(size, place + at);
                    Assert.Equal((size, first, at, expected), (size, first, at, Run(kernel, Instructions.LoadPacketAbsolute(size, first + at))));
                    Assert.Equal((size, first, at, expected), (size, first, at, Run(kernel, Instructions.LoadPacketIndirect(size, 7, first), at)));
                }
            }
        }
    }

    private static uint Expected(MemorySize size, int place) => size switch
    {
        MemorySize.Byte when place + 1 <= Length => Packet[place],
        MemorySize.HalfWord when place + 2 <= Length => BinaryPrimitives.ReadUInt16BigEndian(Packet.AsSpan(place)),
        MemorySize.Word when place + 4 <= Length => BinaryPrimitives.ReadUInt32BigEndian(Packet.AsSpan(place)),
        _ => 0,
    };

    private static uint Run(IBpf kernel, Instruction load, int index = 0)
    {
        int program = ProgramDump.Load(kernel, ProgramType.SchedCls, Instructions.Mov(6, 1), Instructions.MovImm(7, index), load, Instructions.Exit());
        ProgTestRunArguments arguments = new() { DataIn = Packet };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        kernel.Close(program);
        return arguments.ReturnValue;
    }
}
