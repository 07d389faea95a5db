using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>Instructions that run from the first to the last.</summary>
/// <param name="Start">Slot of the first.</param>
/// <param name="End">Slot after the last.</param>
internal sealed record BasicBlock(int Start, int End)
{
    /// <summary>The block that follows when its last instruction does not jump, or -1.</summary>
    public int FallThrough { get; set; } = -1;

    /// <summary>The block that its last instruction jumps to, or -1.</summary>
    public int Target { get; set; } = -1;

    /// <summary>True when some path from the entry reaches it.</summary>
    public bool IsReached { get; set; }

    /// <summary>
    /// True when an edge leads back to it from behind a call. Loops that call nothing are bounded by what the verifier walks through, a million instructions, which is
    /// soon done; they are the ones that are short enough to feel a check.
    /// </summary>
    public bool IsHeadOfLoopWithCall { get; set; }
}

/// <summary>The basic blocks of one subprogram, in slot order; the first is the entry.</summary>
internal sealed class ControlFlowGraph
{
    private readonly int start;
    private readonly int[] blockAt;
    private readonly int[] predecessors;
    private readonly int[] firstPredecessor;

    private ControlFlowGraph(int start, int[] blockAt, ImmutableArray<BasicBlock> blocks)
    {
        this.start = start;
        this.blockAt = blockAt;
        Blocks = blocks;
        predecessors = new int[2 * blocks.Length];
        firstPredecessor = new int[blocks.Length + 1];
    }

    public ImmutableArray<BasicBlock> Blocks { get; }

    /// <summary>Finds the blocks of a subprogram.</summary>
    /// <param name="code">The whole program.</param>
    /// <param name="start">The subprogram's first slot.</param>
    /// <param name="length">Its number of slots.</param>
    public static ControlFlowGraph Build(ReadOnlySpan<Instruction> code, int start, int length)
    {
        bool[] leaders = FindLeaders(code, start, length);
        int[] blockAt = new int[length];
        ImmutableArray<BasicBlock>.Builder blocks = ImmutableArray.CreateBuilder<BasicBlock>();
        for (int i = 0; i < length;)
        {
            int end = i + 1;
            while (end < length && !leaders[end]) end++;
            for (int slot = i; slot < end; slot++) blockAt[slot] = blocks.Count;
            blocks.Add(new BasicBlock(start + i, start + end));
            i = end;
        }

        ControlFlowGraph graph = new(start, blockAt, blocks.ToImmutable());
        graph.Connect(code);
        graph.Walk(CountCalls(code, start, length));
        graph.CollectPredecessors();
        return graph;
    }

    /// <summary>The reached blocks from which execution comes to a block; one that comes in two ways is there twice.</summary>
    /// <param name="block">The block's number.</param>
    public ReadOnlySpan<int> PredecessorsOf(int block) => predecessors.AsSpan(firstPredecessor[block]..firstPredecessor[block + 1]);

    private static bool[] FindLeaders(ReadOnlySpan<Instruction> code, int start, int length)
    {
        bool[] leaders = new bool[length + 1];
        leaders[0] = true;
        for (int i = start; i < start + length; i++)
        {
            ref readonly Instruction instruction = ref code[i];
            if (instruction.IsWide) i++;
            if (!instruction.IsJumpClass || instruction.IsCall) continue;
            leaders[i + 1 - start] = true;
            if (!instruction.IsExit) leaders[XlatedForm.JumpTarget(i, instruction) - start] = true;
        }

        return leaders;
    }

    private void Connect(ReadOnlySpan<Instruction> code)
    {
        for (int b = 0; b < Blocks.Length; b++)
        {
            BasicBlock block = Blocks[b];
            int last = block.End - 1;
            Instruction instruction = code[last];

            // The second slot of a 64-bit immediate load has opcode 0 and never looks like a jump.
            bool jumps = instruction.IsJumpClass && !instruction.IsCall && !instruction.IsExit;
            if (jumps) block.Target = blockAt[XlatedForm.JumpTarget(last, instruction) - start];
            bool falls = !instruction.IsExit && (!jumps || XlatedForm.IsConditionalJump(instruction));
            if (falls && b + 1 < Blocks.Length) block.FallThrough = b + 1;
        }
    }

    private static int[] CountCalls(ReadOnlySpan<Instruction> code, int start, int length)
    {
        int[] callsBefore = new int[length + 1];
        for (int i = 0; i < length; i++) callsBefore[i + 1] = callsBefore[i] + (code[start + i].IsCall ? 1 : 0);
        return callsBefore;
    }

    // Depth first. An edge to a block whose successors are still being walked leads back, and in every cycle there is one. What lies in a loop is taken from the order of
    // the slots, in which compilers keep loops together.
    private void Walk(int[] callsBefore)
    {
        // Per block how many of its two successors have been looked at; those on the path from the entry are on the stack.
        int[] path = new int[Blocks.Length], looked = new int[Blocks.Length];
        bool[] isOnPath = new bool[Blocks.Length];
        Blocks[0].IsReached = isOnPath[0] = true;
        for (int depth = 0; depth >= 0;)
        {
            int b = path[depth];
            if (looked[b] == 2)
            {
                isOnPath[b] = false;
                depth--;
                continue;
            }

            int next = looked[b]++ == 0 ? Blocks[b].FallThrough : Blocks[b].Target;
            if (next < 0) continue;
            if (isOnPath[next] && callsBefore[Blocks[b].End - start] != callsBefore[Blocks[next].Start - start]) Blocks[next].IsHeadOfLoopWithCall = true;
            if (Blocks[next].IsReached) continue;
            Blocks[next].IsReached = isOnPath[next] = true;
            path[++depth] = next;
        }
    }

    // Counts each block's predecessors, makes the counts the ends of their ranges, and fills the ranges from the back.
    private void CollectPredecessors()
    {
        foreach (BasicBlock block in Blocks)
        {
            if (!block.IsReached) continue;
            if (block.FallThrough >= 0) firstPredecessor[block.FallThrough]++;
            if (block.Target >= 0) firstPredecessor[block.Target]++;
        }

        for (int b = 1; b < firstPredecessor.Length; b++) firstPredecessor[b] += firstPredecessor[b - 1];
        for (int b = 0; b < Blocks.Length; b++)
        {
            if (!Blocks[b].IsReached) continue;
            if (Blocks[b].FallThrough >= 0) predecessors[--firstPredecessor[Blocks[b].FallThrough]] = b;
            if (Blocks[b].Target >= 0) predecessors[--firstPredecessor[Blocks[b].Target]] = b;
        }
    }
}
