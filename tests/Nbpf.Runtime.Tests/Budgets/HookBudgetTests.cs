using Nbpf.Links;
using Xunit;

namespace Nbpf.Runtime.Tests.Budgets;

/// <summary>Hooks whose programs take longer than they may: they take their type's failing verdict, count it and go on.</summary>
public sealed class HookBudgetTests
{
    private static readonly byte[] Packet = new byte[64];

    public static TheoryData<ExecutionEngine, bool> EnginesAndCauses
    {
        get
        {
            TheoryData<ExecutionEngine, bool> all = [];
            foreach (ExecutionEngine engine in (ExecutionEngine[])[ExecutionEngine.Jit, ExecutionEngine.Interpreter, ExecutionEngine.CheckedInterpreter])
            {
                all.Add(engine, false);
                all.Add(engine, true);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(EnginesAndCauses))]
    public void Xdp_Endless_IsAborted(ExecutionEngine engine, bool isCancelled)
    {
        using EndlessPrograms programs = Load(engine, isCancelled, "nested", "count");
        using BpfInterface device = programs.Kernel.CreateInterface("test0");
        using (programs.Program("nested").Attach(new XdpTarget((int)device.Index)))
        {
            PacketResult result = device.Receive(Packet, Soon(isCancelled));
            Assert.Equal((PacketFate.Dropped, Packet.Length), (result.Fate, result.Packet.Length));
        }
        Assert.Equal((1L, 1L), (device.StoppedCount, device.DroppedCount));

        // The interface goes on, and so do the other programs.
        using BpfLink link = programs.Program("count").Attach(new XdpTarget((int)device.Index));
        Assert.Equal(PacketFate.Passed, device.Receive(Packet).Fate);
        Assert.Equal((1L, 1L), (device.StoppedCount, programs.Count));
    }

    [Theory]
    [MemberData(nameof(EnginesAndCauses))]
    public void Chain_Endless_IsShot(ExecutionEngine engine, bool isCancelled)
    {
        using EndlessPrograms programs = Load(engine, isCancelled, "nested_classifier", "count_packet");
        using BpfInterface device = programs.Kernel.CreateInterface("test0");
        foreach (TrafficDirection direction in (TrafficDirection[])[TrafficDirection.Ingress, TrafficDirection.Egress])
        {
            using BpfLink first = programs.Program("nested_classifier").Attach(new TcxTarget((int)device.Index, direction));
            using BpfLink second = programs.Program("count_packet").Attach(new TcxTarget((int)device.Index, direction));
            BpfRunLimits? soon = Soon(isCancelled);
            Assert.Equal(PacketFate.Dropped, (direction == TrafficDirection.Ingress ? device.Receive(Packet, soon) : device.Send(Packet, soon)).Fate);
        }

        // The chain ended with the verdict.
        Assert.Equal((2L, 2L, 0L), (device.StoppedCount, device.DroppedCount, programs.Count));
    }

    [Theory]
    [MemberData(nameof(EnginesAndCauses))]
    public void Socket_Endless_GetsNothing(ExecutionEngine engine, bool isCancelled)
    {
        using EndlessPrograms programs = Load(engine, isCancelled, "nested_filter");
        using BpfSocket socket = programs.Kernel.CreateSocket();
        socket.Attach(programs.Program("nested_filter").Fd);
        Assert.Equal(0, socket.Receive(Packet, limits: Soon(isCancelled)));
        Assert.Equal(1, socket.StoppedCount);
        socket.Detach();
        Assert.Equal(Packet.Length, socket.Receive(Packet));
    }

    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    public void Event_Endless_LeavesTheOthersTheirTurn(ExecutionEngine engine)
    {
        using EndlessPrograms programs = Load(engine, isCancelled: false, "nested_event", "count_event");
        BpfTracepoint raised = programs.Kernel.CreateTracepoint("endless", 0);
        using BpfLink first = programs.Program("nested_event").Attach(), second = programs.Program("count_event").Attach();
        raised.Raise();
        Assert.Equal((1L, 1L), (raised.StoppedCount, programs.Count));

        // A caller who wants nothing more gets nothing more.
        raised.Raise(new BpfRunLimits { Cancellation = new CancellationToken(canceled: true) });
        Assert.Equal((3L, 1L), (raised.StoppedCount, programs.Count));
    }

    private static EndlessPrograms Load(ExecutionEngine engine, bool isCancelled, params string[] names) =>
        new(engine, cpus: 1, isCancelled ? Timeout.InfiniteTimeSpan : EndlessPrograms.Short, names);

    private static BpfRunLimits? Soon(bool isCancelled) => isCancelled ? new() { Cancellation = new CancellationTokenSource(EndlessPrograms.Short).Token } : null;
}
