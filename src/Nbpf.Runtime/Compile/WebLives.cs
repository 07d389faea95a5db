using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>From which slot to which each web of a subprogram is set, read or alive.</summary>
internal sealed class WebLives
{
    private const int None = -1;

    private readonly RegisterWebs webs;
    private readonly int[] beginnings;
    private readonly int[] ends;
    private readonly List<int> byBeginning = [];

    /// <summary>Finds the lives.</summary>
    /// <param name="program">The program.</param>
    /// <param name="graph">The subprogram's blocks.</param>
    /// <param name="webs">Its webs.</param>
    public WebLives(XlatedProgram program, ControlFlowGraph graph, RegisterWebs webs)
    {
        this.webs = webs;
        beginnings = new int[webs.NodeCount];
        ends = new int[webs.NodeCount];
        Array.Fill(beginnings, None);

        // Webs that begin as zero are set before everything, and whoever finds them unset shall find that zero.
        foreach (int node in webs.UndefinedSomewhere)
        {
            Extend(node, 0);
            Extend(node, int.MaxValue);
        }

        int[] readAt = new int[graph.Blocks[^1].End - graph.Blocks[0].Start];
        for (int b = 0; b < graph.Blocks.Length; b++)
        {
            if (!graph.Blocks[b].IsReached) continue;
            FindReads(program, graph, b, readAt);
            Walk(program, graph, b, readAt);
        }
    }

    /// <summary>The webs, ascending by where their lives begin.</summary>
    public IReadOnlyList<int> ByBeginning => byBeginning;

    /// <summary>The slot where a web is first set or alive.</summary>
    /// <param name="web">The web.</param>
    public int BeginningOf(int web) => beginnings[web];

    /// <summary>The last slot where a web is read, set or alive.</summary>
    /// <param name="web">The web.</param>
    public int EndOf(int web) => ends[web];

    // Backwards: the slot at which an instruction's operands are read. One whose value waits for its only reader reads them there.
    private void FindReads(XlatedProgram program, ControlFlowGraph graph, int number, int[] readAt)
    {
        BasicBlock block = graph.Blocks[number];
        int start = graph.Blocks[0].Start;
        Span<int> nextRead = stackalloc int[XlatedForm.RegisterCount];
        nextRead.Fill(None);
        for (int i = block.End - 1; i >= block.Start; i--)
        {
            if (program.Instructions[i].Opcode == 0) continue;
            RegisterEffects effects = webs.EffectsAt(i);
            bool waits = effects.Definition >= 0 && nextRead[effects.Definition] != None && MayWait(program.Instructions[i], webs.DefinitionAt(i));
            readAt[i - start] = waits ? nextRead[effects.Definition] : i;
            for (uint set = effects.Sets; set != 0;) nextRead[RegisterEffects.TakeLowest(ref set)] = None;
            for (uint read = effects.Uses; read != 0;) nextRead[RegisterEffects.TakeLowest(ref read)] = readAt[i - start];
        }
    }

    private bool MayWait(in Instruction instruction, int node) =>
        instruction.Class is InstructionClass.Ld or InstructionClass.Ldx or InstructionClass.Alu or InstructionClass.Alu64
        && webs.UseCount(webs.WebOf(node)) == 1 && webs.IsLocalToBlock(node);

    private void Walk(XlatedProgram program, ControlFlowGraph graph, int number, int[] readAt)
    {
        BasicBlock block = graph.Blocks[number];
        int start = graph.Blocks[0].Start;
        Span<int> current = stackalloc int[XlatedForm.RegisterCount];
        webs.EntryNodes(number).CopyTo(current);
        foreach (int node in current) Extend(node, block.Start);
        for (int i = block.Start; i < block.End; i += program.Instructions[i].IsWide ? 2 : 1)
        {
            RegisterEffects effects = webs.EffectsAt(i);
            for (uint read = effects.Uses; read != 0;) Extend(current[RegisterEffects.TakeLowest(ref read)], readAt[i - start]);
            for (uint clobbers = effects.Clobbers; clobbers != 0;) current[RegisterEffects.TakeLowest(ref clobbers)] = RegisterWebs.Undefined;
            if (effects.Definition < 0) continue;
            current[effects.Definition] = webs.DefinitionAt(i);
            Extend(current[effects.Definition], i);
        }

        ExtendAlive(block.FallThrough, block.End);
        ExtendAlive(block.Target, block.End);
    }

    // What a successor needs is alive at the block's end; there it is the successor's web.
    private void ExtendAlive(int successor, int slot)
    {
        if (successor < 0) return;
        foreach (int node in webs.EntryNodes(successor)) Extend(node, slot);
    }

    // Slots ascend, but for reads that wait and for what is alive beyond a block; neither is where a life begins.
    private void Extend(int node, int slot)
    {
        if (node < 0) return;
        int web = webs.WebOf(node);
        if (beginnings[web] == None)
        {
            beginnings[web] = slot;
            byBeginning.Add(web);
        }

        ends[web] = Math.Max(ends[web], slot);
    }
}
