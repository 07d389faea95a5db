using Nbpf.Links;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Budgets;

/// <summary>A user's code that the kernel calls, and that calls the kernel.</summary>
public sealed class ListenerTests
{
    private static readonly byte[] Packet = new byte[64];

    public static TheoryData<ExecutionEngine> Engines => EndlessPrograms.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public void Written_ListenersThatRunProgramsAndChangeMapsOfMaps_Return(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, Timeout.InfiniteTimeSpan, "print", "count");
        BpfRuntime kernel = programs.Kernel;
        int inner = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        int outer = kernel.MapCreate(new MapCreateAttributes { Type = MapType.ArrayOfMaps, KeySize = 4, ValueSize = 4, MaxEntries = 4, InnerMapFd = inner }).Value;
        List<string> heard = [];
        kernel.Trace.Written += text =>
        {
            lock (heard)
                heard.Add(text);
            programs.Program("count").Run(Packet);
            Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(outer, new byte[4], BitConverter.GetBytes(inner)));
        };
        programs.Program("print").Run(Packet, repeat: 3);
        using BpfInterface device = kernel.CreateInterface("test0");
        using (programs.Program("print").Attach(new XdpTarget((int)device.Index)))
            device.Receive(Packet);
        Assert.Equal(["one", "two", "one", "two", "one", "two", "one", "two"], heard);
        Assert.Equal(8, programs.Count);

        // Several threads wait for one another's runs, and for none of one another's listeners.
        Parallel.For(0, 8, _ => programs.Program("print").Run(Packet, repeat: 10));
        Assert.Equal(168, programs.Count);
    }

    [Fact]
    public void Written_ListenerThrows_LeavesTheCallAndTheKernelWhole()
    {
        using EndlessPrograms programs = new(ExecutionEngine.Jit, cpus: 1, Timeout.InfiniteTimeSpan, "print", "count");
        programs.Kernel.Trace.Written += text => throw new InvalidOperationException(text);
        Assert.Equal("one", Assert.Throws<InvalidOperationException>(() => programs.Program("print").Run(Packet)).Message);
        Assert.Equal(2u, programs.Program("count").Run(Packet).ReturnValue);
        Assert.Equal(["one", "two"], programs.Kernel.Trace.Records);
    }

    /// <summary>A clock is asked inside of a run. It may not start one; where that could never begin it is refused.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public void Clock_ThatRunsAProgram_IsRefusedInsteadOfWaitingForItself(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, Timeout.InfiniteTimeSpan, "tick", "count");
        Action runs = () => programs.Program("count").Run(Packet);
        programs.Clock.Asked += runs;
        Assert.Throws<InvalidOperationException>(() => programs.Program("tick").Run(Packet));
        programs.Clock.Asked -= runs;
        Assert.Equal(2u, programs.Program("tick").Run(Packet).ReturnValue);
        Assert.Equal(0, programs.Count);
    }

    [Fact]
    public void Transmitted_InterfacesJoinedInARing_DropWhatGoesRound()
    {
        using EndlessPrograms programs = new(ExecutionEngine.Jit, cpus: 1, Timeout.InfiniteTimeSpan, "back");
        using BpfInterface first = programs.Kernel.CreateInterface("test0"), second = programs.Kernel.CreateInterface("test1");
        first.Transmitted += packet => second.Receive(packet.Span);
        second.Transmitted += packet => first.Receive(packet.Span);
        using BpfLink there = programs.Program("back").Attach(new XdpTarget((int)first.Index)), back = programs.Program("back").Attach(new XdpTarget((int)second.Index));
        for (int round = 1; round <= 2; round++)
        {
            Assert.Equal(PacketFate.Transmitted, first.Receive(Packet).Fate);
            Assert.Equal((round * 64L, (long)round), (first.TransmittedCount + second.TransmittedCount, first.DroppedCount + second.DroppedCount));
        }
    }
}
