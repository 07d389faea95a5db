using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Xunit;

namespace Nbpf.Verification.Tests.Cfg;

public sealed class ControlFlowGraphTests
{
    private static readonly Instruction Exit = new(Opcodes.Exit, 0, 0, 0, 0);
    private static readonly Instruction Clear = new(0xb7, 0, 0, 0, 0);

    private static Instruction If(short offset) => new(0x15, 0, 0, offset, 0);

    private static Instruction Jump(short offset) => new(Opcodes.Jump, 0, 0, offset, 0);

    private static Instruction Call(int target, int at) => new(Opcodes.Call, 0, PseudoCall.Subprogram, 0, target - at - 1);

    private static Instruction Helper(HelperId helper) => new(Opcodes.Call, 0, 0, 0, (int)helper);

    private static GraphError? Build(Instruction[] program, out ControlFlowGraph? graph, bool allowsLoops = true)
    {
        Assert.Null(SubprogramTable.Collect(program, Capabilities.All, out SubprogramTable? table));
        graph = null;
        return table!.CheckJumps(program) ?? ControlFlowGraph.Build(program, table, new TestCallFacts(), allowsLoops, out graph);
    }

    [Fact]
    public void PointsAt_JumpsAndCalls_AsLinuxMarks()
    {
        Instruction[] program =
        [
            Clear,
            If(1),
            Helper(HelperId.KtimeGetNs),
            Call(8, 3),
            new(Opcodes.MayGoto, 0, 0, 1, 0),
            Helper(HelperId.Loop),
            Helper(HelperId.TimerSetCallback),
            Exit,
            Jump(0),
            Exit,
        ];
        Assert.Null(Build(program, out ControlFlowGraph? graph));
        const InstructionPoints prune = InstructionPoints.PrunePoint;
        const InstructionPoints landing = prune | InstructionPoints.JumpPoint;
        const InstructionPoints target = landing | InstructionPoints.JumpTarget;
        InstructionPoints[] expected =
        [
            InstructionPoints.None,
            prune,
            InstructionPoints.None,
            target,
            landing | InstructionPoints.ForceCheckpoint,
            landing | InstructionPoints.ForceCheckpoint | InstructionPoints.CallsCallback,
            target,
            landing,
            target,
            target,
        ];
        for (int i = 0; i < program.Length; i++)
            Assert.True(expected[i] == graph!.PointsAt(i), $"{i}: {graph.PointsAt(i)}, expected {expected[i]}");
    }

    [Fact]
    public void Postorder_WithoutLoops_SuccessorsComeFirst()
    {
        Instruction[] program = [Clear, If(2), new(Opcodes.LoadImmediate64, 1, 0, 0, 1), default, If(1), Clear, Call(8, 6), Exit, Clear, Exit];
        Assert.Null(Build(program, out ControlFlowGraph? graph));
        int[] order = graph!.Postorder.ToArray();
        Assert.Equal(program.Length - 1, order.Length);
        Assert.Equal(order.Length, order.Distinct().Count());
        foreach (int i in order)
        {
            int count = ControlFlow.Successors(program[i], i, out int first, out int second);
            if (count > 0)
                Assert.True(Array.IndexOf(order, first) < Array.IndexOf(order, i));
            if (count > 1)
                Assert.True(Array.IndexOf(order, second) < Array.IndexOf(order, i));
        }
    }

    [Fact]
    public void ComponentOf_TwoLoops_NumberedAsTheSearchCompletesThem()
    {
        Instruction[] program = [Clear, If(-1), Clear, If(-2), Exit];
        Assert.Null(Build(program, out ControlFlowGraph? graph));
        Assert.Equal([0, 2, 1, 1, 0], Enumerable.Range(0, 5).Select(graph!.ComponentOf));
        Assert.Equal(2, graph.ComponentCount);
    }

    [Fact]
    public void Build_LoopWithoutCapability_NamesTheBackEdge()
    {
        GraphError? error = Build([Clear, If(1), Jump(-3), Exit], out _, allowsLoops: false);
        Assert.Equal(new GraphError("back-edge from insn 2 to 0", Errno.EINVAL, 2), error);
    }

    [Fact]
    public void Build_JumpIntoWideInstruction_IsNamed()
    {
        GraphError? error = Build([If(1), new(Opcodes.LoadImmediate64, 1, 0, 0, 1), default, Exit], out _);
        Assert.Equal(new GraphError("jump into the middle of ldimm64 insn 1", Errno.EINVAL, 1), error);
    }

    [Fact]
    public void Collect_WithoutCapability_IsRefused()
    {
        GraphError? error = SubprogramTable.Collect([Call(1, 0), Exit], Capabilities.None, out SubprogramTable? table);
        Assert.Equal(Errno.EPERM, error!.Errno);
        Assert.Null(table);
    }

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, Errno.E2BIG)]
    public void Collect_ManySubprograms_LimitIs256(int callees, Errno? expected)
    {
        var program = new List<Instruction>();
        for (int i = 0; i < callees; i++)
            program.Add(Call(callees + 1 + i, i));
        program.AddRange(Enumerable.Repeat(Exit, callees + 1));
        GraphError? error = SubprogramTable.Collect([.. program], Capabilities.All, out SubprogramTable? table);
        Assert.Equal(expected, error?.Errno);
        Assert.Equal(expected is null ? callees + 1 : null, table?.Count);
    }

    [Fact]
    public void Containing_EveryInstruction_LiesInItsSubprogram()
    {
        Instruction[] program = [Call(4, 0), Call(2, 1), Clear, Exit, Clear, Clear, Exit];
        Assert.Null(SubprogramTable.Collect(program, Capabilities.All, out SubprogramTable? table));
        for (int i = 0; i < program.Length; i++)
        {
            Subprogram subprogram = table!.Subprograms[table.Containing(i)];
            Assert.True(subprogram.Start <= i && i < subprogram.End);
            Assert.Equal(subprogram.Start == i, table.FindByStart(i) >= 0);
        }
    }
}
