using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Verification.Cfg;

/// <summary>
/// The control flow graph over instruction slots: every instruction reachable, points where states are compared, an order
/// for dataflow, and loops as strongly connected components (kernel/bpf/verifier.c, Linux 6.18).
/// </summary>
public sealed class ControlFlowGraph
{
    private readonly InstructionPoints[] _points;
    private readonly int[] _components;
    private readonly int[] _postorder;

    private ControlFlowGraph(InstructionPoints[] points, int[] components, int componentCount, int[] postorder, Predecessors predecessors)
    {
        _points = points;
        _components = components;
        ComponentCount = componentCount;
        _postorder = postorder;
        Predecessors = predecessors;
    }

    /// <summary>Number of loops: components of two or more instructions, or of one that jumps to itself.</summary>
    public int ComponentCount { get; }

    /// <summary>All instructions, subprogram by subprogram, each after its successors except along loops; second slots of 64-bit loads are left out.</summary>
    public ReadOnlySpan<int> Postorder => _postorder;

    /// <summary>The instructions that each one is a successor of.</summary>
    internal Predecessors Predecessors { get; }

    /// <summary>What the exploration does at an instruction.</summary>
    public InstructionPoints PointsAt(int index) => _points[index];

    /// <summary>Number, from 1, of the loop that contains the instruction, or 0. Numbered as Linux numbers them in its log.</summary>
    public int ComponentOf(int index) => _components[index];

    /// <summary>
    /// Builds the graph of a program whose subprograms and jumps were checked. Answers the error (EINVAL): an instruction that
    /// nothing reaches, a jump into the second slot of a 64-bit load, or a loop when those are not allowed.
    /// </summary>
    /// <param name="program">The instructions.</param>
    /// <param name="subprograms">Their subprograms.</param>
    /// <param name="calls">Facts about helpers and kfuncs.</param>
    /// <param name="allowsLoops">False for callers without CAP_BPF.</param>
    /// <param name="graph">Receives the graph, null on an error.</param>
    public static GraphError? Build(
        ReadOnlySpan<Instruction> program,
        SubprogramTable subprograms,
        ICallFacts calls,
        bool allowsLoops,
        out ControlFlowGraph? graph)
    {
        graph = null;
        GraphError? error = CheckReachability(program, allowsLoops);
        if (error is not null)
            return error;

        InstructionPoints[] points = MarkPoints(program, calls);
        int[] components = LoopComponents.Number(program, out int componentCount);
        int[] postorder = Order(program, subprograms);
        graph = new ControlFlowGraph(points, components, componentCount, postorder, Predecessors.Of(program, postorder));
        return null;
    }

    /// <summary>
    /// Depth first over fall-through, jumps, calls and function pointers from instruction 0, in Linux's order, so that of
    /// several faults the same one is named.
    /// </summary>
    private static GraphError? CheckReachability(ReadOnlySpan<Instruction> program, bool allowsLoops)
    {
        const byte onPath = 1;
        const byte done = 2;
        var state = new byte[program.Length];
        var nextEdge = new byte[program.Length];
        var path = new int[program.Length];
        int depth = 1;
        state[0] = onPath;
        while (depth > 0)
        {
            int at = path[depth - 1];
            int edges = Edges(program[at], at, out int first, out int second);
            if (nextEdge[at] == edges)
            {
                state[at] = done;
                depth--;
                continue;
            }

            int to = nextEdge[at]++ == 0 ? first : second;
            if (to < 0 || to >= program.Length)
                return new GraphError($"jump out of range from insn {at} to {to}", Errno.EINVAL, at);
            if (state[to] == 0)
            {
                state[to] = onPath;
                path[depth++] = to;
            }
            else if (state[to] == onPath && !allowsLoops)
            {
                return new GraphError($"back-edge from insn {at} to {to}", Errno.EINVAL, at);
            }
        }

        for (int i = 0; i < program.Length; i++)
        {
            if (state[i] != done)
                return new GraphError($"unreachable insn {i}", Errno.EINVAL, i);
            if (!program[i].IsWide)
                continue;
            if (i + 1 < program.Length && state[i + 1] != 0)
                return new GraphError($"jump into the middle of ldimm64 insn {i}", Errno.EINVAL, i);
            i++;
        }

        return null;
    }

    /// <summary>Successors, and for a subprogram call or function pointer also the subprogram.</summary>
    private static int Edges(in Instruction instruction, int index, out int first, out int second)
    {
        int count = ControlFlow.Successors(instruction, index, out first, out second);
        if (!EntersSubprogram(instruction))
            return count;
        second = index + instruction.Immediate + 1;
        return 2;
    }

    private static bool EntersSubprogram(in Instruction instruction) =>
        instruction.IsSubprogramCall || (instruction.IsWide && instruction.Source == PseudoImmediate.Function);

    private static InstructionPoints[] MarkPoints(ReadOnlySpan<Instruction> program, ICallFacts calls)
    {
        const InstructionPoints target = InstructionPoints.PrunePoint | InstructionPoints.JumpPoint;
        var points = new InstructionPoints[program.Length];
        for (int i = 0; i < program.Length; i++)
        {
            Instruction instruction = program[i];
            if (EntersSubprogram(instruction))
            {
                points[i] |= InstructionPoints.PrunePoint;
                points[i + instruction.Immediate + 1] |= target | InstructionPoints.JumpTarget;
                points[ControlFlow.Next(instruction, i)] |= target;
            }
            else if (instruction.IsCall)
            {
                points[i] |= PointsOfCall(calls.TraitsOf(instruction));
                points[i + 1] |= target;
            }
            else if (instruction.IsJumpClass && instruction.JumpOperation != JumpOperation.Exit)
            {
                if (instruction.JumpOperation != JumpOperation.Always)
                    points[i] |= InstructionPoints.PrunePoint;
                if (instruction.JumpOperation == JumpOperation.MayGoto)
                    points[i] |= InstructionPoints.ForceCheckpoint;
                points[ControlFlow.JumpTarget(instruction, i)] |= target | InstructionPoints.JumpTarget;
            }

            if (instruction.IsWide)
                i++;
        }

        return points;
    }

    private static InstructionPoints PointsOfCall(CallTraits traits)
    {
        InstructionPoints points = InstructionPoints.None;
        if (traits.HasFlag(CallTraits.AsynchronousCallback))
            points |= InstructionPoints.PrunePoint;
        if (traits.HasFlag(CallTraits.IteratorNext))
            points |= InstructionPoints.PrunePoint | InstructionPoints.ForceCheckpoint;
        if (traits.HasFlag(CallTraits.SynchronousCallback))
        {
            points |= InstructionPoints.PrunePoint | InstructionPoints.ForceCheckpoint
                | InstructionPoints.JumpPoint | InstructionPoints.CallsCallback;
        }

        return points;
    }

    private static int[] Order(ReadOnlySpan<Instruction> program, SubprogramTable subprograms)
    {
        var order = new int[program.Length];
        int count = 0;
        var seen = new bool[program.Length];
        var nextEdge = new byte[program.Length];
        var path = new int[program.Length];
        foreach (Subprogram subprogram in subprograms.Subprograms)
        {
            int depth = 1;
            path[0] = subprogram.Start;
            seen[subprogram.Start] = true;
            while (depth > 0)
            {
                int at = path[depth - 1];
                int edges = ControlFlow.Successors(program[at], at, out int first, out int second);
                if (nextEdge[at] == edges)
                {
                    order[count++] = at;
                    depth--;
                    continue;
                }

                int to = nextEdge[at]++ == 0 ? first : second;
                if (!seen[to])
                {
                    seen[to] = true;
                    path[depth++] = to;
                }
            }
        }

        return order[..count];
    }
}
