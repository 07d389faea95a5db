using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Splits each register into webs: the definitions and uses that reach one another. A web becomes one local of the compiled method,
/// so that the JIT compiler sees many short lives instead of eleven long ones.
/// <para>Every definition is a node, and so is every register that is alive where a block begins; nodes that meet at a block's
/// beginning are one web.</para>
/// </summary>
internal sealed class RegisterWebs
{
    /// <summary>Stands for the frame pointer, which is no web: it is an address that never changes.</summary>
    public const int FramePointer = -2;

    /// <summary>Stands for a register that holds nothing that a verified program can tell.</summary>
    public const int Undefined = -1;

    private const ushort FramePointerBit = 1 << Register.FramePointer;

    private readonly int start;
    private readonly ushort[] liveAtEntry;
    private readonly int[] entryNodes;
    private readonly int[] definitionNodes;
    private readonly List<int> parents = [];
    private readonly List<int> uses = [];
    private readonly List<int> definitions = [];
    private readonly List<int> nodesInWeb = [];
    private readonly List<int> undefinedSomewhere = [];

    /// <summary>Finds the webs of a subprogram.</summary>
    /// <param name="program">The program.</param>
    /// <param name="graph">The subprogram's blocks.</param>
    /// <param name="arguments">Bit per register that holds something at the entry.</param>
    public RegisterWebs(XlatedProgram program, ControlFlowGraph graph, ushort arguments)
    {
        ImmutableArray<BasicBlock> blocks = graph.Blocks;
        start = blocks[0].Start;
        int length = blocks[^1].End - start;
        Effects = new RegisterEffects[length];
        foreach (BasicBlock block in blocks)
        {
            if (!block.IsReached) continue;
            for (int i = block.Start; i < block.End; i += program.Instructions[i].IsWide ? 2 : 1) Effects[i - start] = RegisterEffects.Of(program, i);
        }

        liveAtEntry = FindLive(program, graph);
        entryNodes = new int[blocks.Length * XlatedForm.RegisterCount];
        definitionNodes = new int[length];
        for (int i = 0; i < length; i++) definitionNodes[i] = Undefined;
        CreateEntryNodes(blocks, arguments);
        Join(program, blocks);
    }

    /// <summary>The effects of the reached instructions, by slot of the subprogram.</summary>
    public RegisterEffects[] Effects { get; }

    /// <summary>Number of nodes; nodes and webs count from 0.</summary>
    public int NodeCount => parents.Count;

    /// <summary>The nodes that a block's registers have where it begins.</summary>
    /// <param name="block">The block's number.</param>
    public ReadOnlySpan<int> EntryNodes(int block) => entryNodes.AsSpan(block * XlatedForm.RegisterCount, XlatedForm.RegisterCount);

    /// <summary>The node of an instruction's definition, or <see cref="Undefined"/>.</summary>
    /// <param name="index">The instruction's slot in the program.</param>
    public int DefinitionAt(int index) => definitionNodes[index - start];

    /// <summary>The effects of an instruction.</summary>
    /// <param name="index">The instruction's slot in the program.</param>
    public RegisterEffects EffectsAt(int index) => Effects[index - start];

    /// <summary>The web of a node, named by one of its nodes.</summary>
    /// <param name="node">The node.</param>
    public int WebOf(int node)
    {
        while (parents[node] != node) node = parents[node] = parents[parents[node]];
        return node;
    }

    /// <summary>How often a web is read.</summary>
    public int UseCount(int web) => uses[web];

    /// <summary>How many instructions set a web.</summary>
    public int DefinitionCount(int web) => definitions[web];

    /// <summary>True when the web is one definition whose uses all lie in the same block.</summary>
    /// <param name="node">A definition's node.</param>
    public bool IsLocalToBlock(int node) => parents[node] == node && definitions[node] == 1 && nodesInWeb[node] == 1;

    /// <summary>Nodes whose webs some path may read before it sets them; these webs must begin as zero.</summary>
    public IReadOnlyList<int> UndefinedSomewhere => undefinedSomewhere;

    // A block is looked at again when a register became alive at the beginning of a successor: at most once per register and edge.
    private ushort[] FindLive(XlatedProgram program, ControlFlowGraph graph)
    {
        ImmutableArray<BasicBlock> blocks = graph.Blocks;
        ushort[] live = new ushort[blocks.Length];
        (ushort Read, ushort Set)[] summaries = new (ushort, ushort)[blocks.Length];
        bool[] isPending = new bool[blocks.Length];
        Queue<int> pending = new(blocks.Length);
        for (int b = blocks.Length - 1; b >= 0; b--)
        {
            if (!blocks[b].IsReached) continue;
            summaries[b] = Summarise(program, blocks[b]);
            isPending[b] = true;
            pending.Enqueue(b);
        }

        while (pending.TryDequeue(out int b))
        {
            isPending[b] = false;
            int after = (blocks[b].FallThrough >= 0 ? live[blocks[b].FallThrough] : 0) | (blocks[b].Target >= 0 ? live[blocks[b].Target] : 0);
            int before = (summaries[b].Read | (after & ~summaries[b].Set)) & ~FramePointerBit;
            if (before == live[b]) continue;
            live[b] = (ushort)before;
            foreach (int predecessor in graph.PredecessorsOf(b))
            {
                if (isPending[predecessor]) continue;
                isPending[predecessor] = true;
                pending.Enqueue(predecessor);
            }
        }

        return live;
    }

    // The registers that a block reads before it sets them, and those that it sets or destroys.
    private (ushort Read, ushort Set) Summarise(XlatedProgram program, BasicBlock block)
    {
        int read = 0, set = 0;
        for (int i = block.End - 1; i >= block.Start; i--)
        {
            if (program.Instructions[i].Opcode == 0) continue;
            RegisterEffects effects = EffectsAt(i);
            set |= effects.Sets;
            read = (read & ~effects.Sets) | effects.Uses;
        }

        return ((ushort)read, (ushort)set);
    }

    private int NewNode(int definitionCount)
    {
        int node = parents.Count;
        parents.Add(node);
        uses.Add(0);
        definitions.Add(definitionCount);
        nodesInWeb.Add(1);
        return node;
    }

    private void CreateEntryNodes(ImmutableArray<BasicBlock> blocks, ushort arguments)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            Span<int> nodes = entryNodes.AsSpan(b * XlatedForm.RegisterCount, XlatedForm.RegisterCount);
            nodes.Fill(Undefined);
            nodes[Register.FramePointer] = FramePointer;
            for (uint live = liveAtEntry[b]; live != 0;)
            {
                int register = RegisterEffects.TakeLowest(ref live);
                bool isArgument = b == 0 && (arguments & (1 << register)) != 0;
                nodes[register] = NewNode(isArgument ? 1 : 0);
                if (b == 0 && !isArgument) undefinedSomewhere.Add(nodes[register]);
            }
        }
    }

    private void Join(XlatedProgram program, ImmutableArray<BasicBlock> blocks)
    {
        int[] current = new int[XlatedForm.RegisterCount];
        for (int b = 0; b < blocks.Length; b++)
        {
            BasicBlock block = blocks[b];
            if (!block.IsReached) continue;
            EntryNodes(b).CopyTo(current);
            for (int i = block.Start; i < block.End; i += program.Instructions[i].IsWide ? 2 : 1)
            {
                RegisterEffects effects = EffectsAt(i);
                CountUses(program.Instructions[i], effects, current);
                for (uint clobbers = effects.Clobbers; clobbers != 0;) current[RegisterEffects.TakeLowest(ref clobbers)] = Undefined;
                if (effects.Definition >= 0) current[effects.Definition] = definitionNodes[i - start] = NewNode(1);
            }

            JoinWith(block.FallThrough, current);
            JoinWith(block.Target, current);
        }
    }

    private void CountUses(in Instruction instruction, RegisterEffects effects, ReadOnlySpan<int> current)
    {
        for (uint registers = effects.Uses; registers != 0;)
        {
            int register = RegisterEffects.TakeLowest(ref registers);
            if (current[register] >= 0) uses[WebOf(current[register])]++;
        }

        // An instruction that reads one register as both operands reads it twice.
        bool twoOperands = instruction.UsesSourceRegister || instruction.Class == InstructionClass.Stx;
        if (twoOperands && !instruction.IsCall && instruction.Destination == instruction.Source && (effects.Uses & (1 << instruction.Source)) != 0 && current[instruction.Source] >= 0)
            uses[WebOf(current[instruction.Source])]++;
        if (instruction is { Class: InstructionClass.Stx, MemoryMode: MemoryMode.Atomic } && current[Register.R0] >= 0 && (effects.Uses & 1) != 0)
            uses[WebOf(current[Register.R0])]++;
    }

    private void JoinWith(int successor, ReadOnlySpan<int> current)
    {
        if (successor < 0) return;
        ReadOnlySpan<int> entry = EntryNodes(successor);
        for (uint live = liveAtEntry[successor]; live != 0;)
        {
            int register = RegisterEffects.TakeLowest(ref live);
            if (current[register] == Undefined) undefinedSomewhere.Add(entry[register]);
            else Unite(current[register], entry[register]);
        }
    }

    private void Unite(int left, int right)
    {
        int web = WebOf(left), other = WebOf(right);
        if (web == other) return;
        parents[other] = web;
        uses[web] += uses[other];
        definitions[web] += definitions[other];
        nodesInWeb[web] += nodesInWeb[other];
    }
}
