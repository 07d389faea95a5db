using System.Reflection.Emit;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Puts the values of registers on the IL stack. A value that is read once in the block that computes it has no local: its
/// instruction waits and is emitted where it is read, so that the JIT compiler sees whole expressions.
/// <para>A waiting value is computed early, into a local, when something it reads is about to change.</para>
/// </summary>
internal sealed class ValueEmitter
{
    // Deeper expressions gain nothing and cost the JIT compiler recursion.
    private const int LargestExpression = 24;

    private readonly ExpressionEmitter expressions;
    private readonly RegisterWebs webs;
    private readonly WebWidths widths;
    private readonly WebLocals locals;
    private readonly Waiting[] waiting;
    private readonly List<int> waitingNodes = [];
    private readonly bool[] isConstant;
    private readonly ulong[] constants;
    private readonly int[] current = new int[XlatedForm.RegisterCount];
    private readonly LocalBuilder? stack;
    private readonly int stackBytes;

    /// <summary>Begins a subprogram's method.</summary>
    /// <param name="program">The program.</param>
    /// <param name="graph">The subprogram's blocks.</param>
    /// <param name="webs">Its webs.</param>
    /// <param name="il">Its method's body.</param>
    /// <param name="stack">The local that holds its BPF stack, or null when it uses none.</param>
    /// <param name="stackBytes">Where in that local the frame pointer points.</param>
    /// <param name="mostOwnLocals"><see cref="CompilerLimits.MostOwnLocals"/></param>
    public ValueEmitter(XlatedProgram program, ControlFlowGraph graph, RegisterWebs webs, ILGenerator il, LocalBuilder? stack, int stackBytes, int mostOwnLocals)
    {
        this.webs = webs;
        this.stack = stack;
        this.stackBytes = stackBytes;
        Il = il;
        Program = program;
        widths = new WebWidths(program.Instructions.AsSpan(), graph, webs);
        locals = new WebLocals(program, graph, webs, widths, il, mostOwnLocals);
        waiting = new Waiting[webs.NodeCount];
        isConstant = new bool[webs.NodeCount];
        constants = new ulong[webs.NodeCount];
        Block = graph.Blocks[0];
        expressions = new ExpressionEmitter(this, widths);
        FindConstants(graph);
    }

    /// <summary>The program.</summary>
    public XlatedProgram Program { get; }

    /// <summary>The method's body.</summary>
    public ILGenerator Il { get; }

    /// <summary>Number of locals that values were put into so far.</summary>
    public int LocalCount => locals.Count;

    /// <summary>The block being emitted.</summary>
    public BasicBlock Block { get; private set; }

    /// <summary>Begins a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="number">Its number.</param>
    public void BeginBlock(BasicBlock block, int number)
    {
        Block = block;
        waitingNodes.Clear();
        webs.EntryNodes(number).CopyTo(current);
    }

    /// <summary>The node that a register has now.</summary>
    public int NodeOf(int register) => current[register];

    /// <summary>True when the node's value has a zero upper half.</summary>
    public bool IsNarrow(int node) => widths.IsNarrow(node);

    /// <summary>Pushes 64 bits.</summary>
    /// <param name="node">The value.</param>
    public void Push64(int node)
    {
        if (node >= 0 && isConstant[webs.WebOf(node)])
        {
            PushConstant(constants[webs.WebOf(node)]);
            return;
        }

        if (Push(node)) Il.Emit(OpCodes.Conv_U8);
    }

    /// <summary>Pushes the low 32 bits.</summary>
    /// <param name="node">The value.</param>
    public void Push32(int node)
    {
        if (node >= 0 && isConstant[webs.WebOf(node)])
        {
            Il.Emit(OpCodes.Ldc_I4, (int)constants[webs.WebOf(node)]);
            return;
        }

        if (!Push(node)) Il.Emit(OpCodes.Conv_U4);
    }

    /// <summary>Pushes a 64-bit constant.</summary>
    public void PushConstant(ulong value)
    {
        if (value == (ulong)(int)value)
        {
            Il.Emit(OpCodes.Ldc_I4, (int)value);
            Il.Emit(OpCodes.Conv_I8);
        }
        else
        {
            Il.Emit(OpCodes.Ldc_I8, (long)value);
        }
    }

    /// <summary>Pushes an address: a base and an offset.</summary>
    /// <param name="node">The base.</param>
    /// <param name="offset">Bytes to add.</param>
    public void PushAddress(int node, int offset)
    {
        if (node == RegisterWebs.FramePointer)
        {
            PushStack(offset);
            return;
        }

        Push64(node);
        if (offset != 0)
        {
            PushConstant((ulong)offset);
            Il.Emit(OpCodes.Add);
        }

        Il.Emit(OpCodes.Conv_U);
    }

    /// <summary>Sets a node from what is on the IL stack.</summary>
    /// <param name="index">The defining instruction's slot.</param>
    /// <param name="isNarrow">True when 32 bits are on the stack, false when 64.</param>
    public void Store(int index, bool isNarrow)
    {
        RegisterEffects effects = webs.EffectsAt(index);
        int node = webs.DefinitionAt(index);
        current[effects.Definition] = node;
        StoreNode(node, isNarrow);
    }

    /// <summary>Sets a node from what is on the IL stack.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isNarrow">True when 32 bits are on the stack, false when 64.</param>
    public void StoreNode(int node, bool isNarrow)
    {
        int web = webs.WebOf(node);
        if (webs.UseCount(web) == 0)
        {
            Il.Emit(OpCodes.Pop);
            return;
        }

        bool localIsNarrow = widths.IsNarrow(node);
        if (localIsNarrow != isNarrow) Il.Emit(localIsNarrow ? OpCodes.Conv_U4 : OpCodes.Conv_U8);
        ComputeReadersOf(web);
        Il.Emit(OpCodes.Stloc, locals.Of(web));
    }

    /// <summary>Takes an instruction that only computes its register's value.</summary>
    /// <param name="index">Its slot.</param>
    /// <param name="readsMemory">True when the value depends on memory.</param>
    public void Define(int index, bool readsMemory)
    {
        ref readonly Instruction instruction = ref Program.Instructions.AsSpan()[index];
        int node = webs.DefinitionAt(index), web = webs.WebOf(node);
        Waiting value = new(index, current[instruction.Destination], current[WebWidths.SourceField(instruction)], readsMemory);
        current[webs.EffectsAt(index).Definition] = node;
        if (isConstant[web]) return;
        if (webs.UseCount(web) == 0)
        {
            DropOperands(value);
            return;
        }

        int size = 1 + SizeOf(value.Destination) + SizeOf(value.Source);
        if (webs.UseCount(web) == 1 && webs.IsLocalToBlock(node) && size <= LargestExpression && !ExpressionEmitter.IsCall(instruction))
        {
            waiting[node] = value with { IsWaiting = true, Size = size };
            waitingNodes.Add(node);
        }
        else
        {
            StoreNode(node, expressions.Emit(value.Index, value.Destination, value.Source));
        }
    }

    /// <summary>The slot of the instruction whose value waits under a node, with the nodes it reads, or -1.</summary>
    /// <param name="node">The node.</param>
    public (int Index, int Destination, int Source) FindWaiting(int node) =>
        node >= 0 && waiting[node].IsWaiting ? (waiting[node].Index, waiting[node].Destination, waiting[node].Source) : (-1, 0, 0);

    /// <summary>Takes a waiting value away without emitting it, because its reader does its work.</summary>
    /// <param name="node">The node.</param>
    public void Drop(int node)
    {
        waiting[node] = default;
        waitingNodes.Remove(node);
    }

    // Nobody reads the value: what waits for it to be read need not be computed either, and would wait to the block's end.
    private void DropOperands(in Waiting value)
    {
        ref readonly Instruction instruction = ref Program.Instructions.AsSpan()[value.Index];
        uint uses = webs.EffectsAt(value.Index).Uses;
        if ((uses & (1u << instruction.Destination)) != 0) DropUnread(value.Destination);
        if ((uses & (1u << WebWidths.SourceField(instruction))) != 0) DropUnread(value.Source);
    }

    private void DropUnread(int node)
    {
        if (node < 0 || waiting[node] is not { IsWaiting: true } value) return;
        Drop(node);
        DropOperands(value);
    }

    /// <summary>Computes all waiting values that depend on memory: memory is about to change.</summary>
    public void ComputeLoads()
    {
        for (int i = 0; i < waitingNodes.Count;)
        {
            int node = waitingNodes[i];
            if (waiting[node].ReadsMemory) i = Compute(node);
            else i++;
        }
    }

    /// <summary>Marks registers as holding nothing.</summary>
    /// <param name="registers">Bit per register.</param>
    public void Clobber(uint registers)
    {
        while (registers != 0) current[RegisterEffects.TakeLowest(ref registers)] = RegisterWebs.Undefined;
    }

    private void ComputeReadersOf(int web)
    {
        for (int i = 0; i < waitingNodes.Count;)
        {
            ref readonly Waiting value = ref waiting[waitingNodes[i]];
            bool reads = (value.Destination >= 0 && webs.WebOf(value.Destination) == web) || (value.Source >= 0 && webs.WebOf(value.Source) == web);
            if (reads) i = Compute(waitingNodes[i]);
            else i++;
        }
    }

    // Computing a value takes it and those it reads out of the list: begin again.
    private int Compute(int node)
    {
        bool isNarrow = Push(node);
        if (isNarrow != widths.IsNarrow(node)) Il.Emit(isNarrow ? OpCodes.Conv_U8 : OpCodes.Conv_U4);
        Il.Emit(OpCodes.Stloc, locals.Of(webs.WebOf(node)));
        return 0;
    }

    private bool Push(int node)
    {
        switch (node)
        {
            case RegisterWebs.FramePointer:
                PushStack(0);
                return false;
            case RegisterWebs.Undefined:
                Il.Emit(OpCodes.Ldc_I4_0);
                return true;
        }

        if (waiting[node] is { IsWaiting: true } value)
        {
            Drop(node);
            return expressions.Emit(value.Index, value.Destination, value.Source);
        }

        Il.Emit(OpCodes.Ldloc, locals.Of(webs.WebOf(node)));
        return widths.IsNarrow(node);
    }

    private void PushStack(int offset)
    {
        if (stack is null)
        {
            PushConstant(0);
            return;
        }

        Il.Emit(OpCodes.Ldloca, stack);
        Il.Emit(OpCodes.Conv_U);
        Il.Emit(OpCodes.Ldc_I4, stackBytes + offset);
        Il.Emit(OpCodes.Add);
    }

    private int SizeOf(int node) => node >= 0 && waiting[node].IsWaiting ? waiting[node].Size : 0;

    private void FindConstants(ControlFlowGraph graph)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            if (!block.IsReached) continue;
            for (int i = block.Start; i < block.End; i += Program.Instructions[i].IsWide ? 2 : 1)
            {
                if (webs.EffectsAt(i).Definition < 0 || webs.DefinitionCount(webs.WebOf(webs.DefinitionAt(i))) != 1 || ConstantOf(i) is not { } value) continue;
                isConstant[webs.WebOf(webs.DefinitionAt(i))] = true;
                constants[webs.WebOf(webs.DefinitionAt(i))] = value;
            }
        }

        foreach (int node in webs.UndefinedSomewhere) isConstant[webs.WebOf(node)] = false;
    }

    private ulong? ConstantOf(int index)
    {
        ref readonly Instruction instruction = ref Program.Instructions.AsSpan()[index];
        if (instruction is { IsAlu: true, AluOperation: AluOperation.Mov, UsesSourceRegister: false })
            return instruction.Class == InstructionClass.Alu ? (uint)instruction.Immediate : (ulong)instruction.Immediate;
        return instruction.IsWide && instruction.Source != PseudoImmediate.Function ? XlatedForm.WideImmediate(Program, index) : null;
    }

    private readonly record struct Waiting(int Index, int Destination, int Source, bool ReadsMemory)
    {
        public bool IsWaiting { get; init; }

        public int Size { get; init; }
    }
}
