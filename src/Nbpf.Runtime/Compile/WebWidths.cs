using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Which webs fit in 32 bits: those of which every definition is zero-extended. They become 32-bit locals, which saves the
/// JIT compiler the extensions. Starts from the assumption that all fit. A web that does not fit makes those that are computed from it be
/// looked at again, so that each definition is judged at most once per operand.
/// </summary>
internal sealed class WebWidths
{
    private const int None = -1;

    private readonly RegisterWebs webs;
    private readonly bool[] isWide;
    private readonly Stack<int> widened = [];

    /// <summary>Finds the widths.</summary>
    /// <param name="code">The program.</param>
    /// <param name="graph">The subprogram's blocks.</param>
    /// <param name="webs">Its webs.</param>
    public WebWidths(ReadOnlySpan<Instruction> code, ControlFlowGraph graph, RegisterWebs webs)
    {
        this.webs = webs;
        isWide = new bool[webs.NodeCount];
        foreach (int argument in graph.Blocks.Length > 0 ? webs.EntryNodes(0) : [])
            if (argument >= 0) Widen(webs.WebOf(argument));
        List<Definition> definitions = FindDefinitions(code, graph);
        int[] lastReader = new int[webs.NodeCount];
        Array.Fill(lastReader, None);
        List<(int Definition, int Previous)> readers = [];
        for (int d = 0; d < definitions.Count; d++)
        {
            Definition definition = definitions[d];
            Judge(code, definition);
            AddReader(definition.Destination, d);
            AddReader(definition.Source, d);
        }

        while (widened.TryPop(out int web))
            for (int reader = lastReader[web]; reader != None; reader = readers[reader].Previous) Judge(code, definitions[readers[reader].Definition]);

        void AddReader(int node, int definition)
        {
            if (node < 0) return;
            int web = webs.WebOf(node);
            readers.Add((definition, lastReader[web]));
            lastReader[web] = readers.Count - 1;
        }
    }

    /// <summary>True when the node's web fits in 32 bits.</summary>
    /// <param name="node">A node, or one of the stand-ins.</param>
    public bool IsNarrow(int node) => node != RegisterWebs.FramePointer && (node == RegisterWebs.Undefined || !isWide[webs.WebOf(node)]);

    /// <summary>
    /// True when <c>rsh64 32</c> follows <c>lsh64 32</c> of the same register in the same block: together they clear the upper half.
    /// </summary>
    /// <param name="code">The program.</param>
    /// <param name="block">The block.</param>
    /// <param name="index">The second shift's slot.</param>
    public static bool EndsZeroExtension(ReadOnlySpan<Instruction> code, BasicBlock block, int index) =>
        index > block.Start
        && code[index] is { Opcode: (byte)InstructionClass.Alu64 | (byte)AluOperation.Rsh, Immediate: 32 }
        && code[index - 1] is { Opcode: (byte)InstructionClass.Alu64 | (byte)AluOperation.Lsh, Immediate: 32 }
        && code[index - 1].Destination == code[index].Destination;

    /// <summary>True when the instruction's result has a zero upper half and is best computed on 32 bits.</summary>
    /// <param name="code">The program.</param>
    /// <param name="block">The instruction's block.</param>
    /// <param name="index">The instruction's slot.</param>
    /// <param name="destination">The node of the destination register before it.</param>
    /// <param name="source">The node of the source register before it.</param>
    public bool IsResultNarrow(ReadOnlySpan<Instruction> code, BasicBlock block, int index, int destination, int source)
    {
        ref readonly Instruction instruction = ref code[index];
        return instruction.Class switch
        {
            InstructionClass.Ld => instruction.Source == PseudoImmediate.Constant && code[index + 1].Immediate == 0,
            InstructionClass.Ldx => instruction.MemoryMode == MemoryMode.Memory && instruction.MemorySize != MemorySize.DoubleWord,
            InstructionClass.Stx => instruction.MemorySize != MemorySize.DoubleWord,
            InstructionClass.Alu => instruction.AluOperation != AluOperation.End || instruction.Immediate != 64,
            InstructionClass.Alu64 => IsAlu64Narrow(instruction, destination, source) || EndsZeroExtension(code, block, index),
            _ => false,
        };
    }

    /// <summary>The source register field, or 0 where it holds something else.</summary>
    /// <param name="instruction">The instruction.</param>
    public static int SourceField(in Instruction instruction) => instruction.Source < XlatedForm.RegisterCount ? instruction.Source : 0;

    private bool IsAlu64Narrow(in Instruction instruction, int destination, int source) => (instruction.AluOperation, instruction.UsesSourceRegister) switch
    {
        (AluOperation.End, _) => instruction.Immediate != 64,
        (AluOperation.Mov, true) => instruction.Offset == 0 && IsNarrow(source),
        (AluOperation.Mov, false) => instruction.Immediate >= 0,
        (AluOperation.And, true) => IsNarrow(destination) || IsNarrow(source),
        (AluOperation.And, false) => instruction.Immediate >= 0,
        (AluOperation.Or or AluOperation.Xor, true) => IsNarrow(destination) && IsNarrow(source),
        (AluOperation.Or or AluOperation.Xor, false) => IsNarrow(destination) && instruction.Immediate >= 0,
        (AluOperation.Rsh, false) => IsNarrow(destination) && (uint)instruction.Immediate < 32,
        _ => false,
    };

    private List<Definition> FindDefinitions(ReadOnlySpan<Instruction> code, ControlFlowGraph graph)
    {
        List<Definition> definitions = [];
        int[] current = new int[XlatedForm.RegisterCount];
        for (int b = 0; b < graph.Blocks.Length; b++)
        {
            BasicBlock block = graph.Blocks[b];
            if (!block.IsReached) continue;
            webs.EntryNodes(b).CopyTo(current);
            for (int i = block.Start; i < block.End; i += code[i].IsWide ? 2 : 1)
            {
                RegisterEffects effects = webs.EffectsAt(i);
                for (uint clobbers = effects.Clobbers; clobbers != 0;) current[RegisterEffects.TakeLowest(ref clobbers)] = RegisterWebs.Undefined;
                if (effects.Definition < 0) continue;
                int node = webs.DefinitionAt(i);
                definitions.Add(new Definition(i, block, webs.WebOf(node), current[code[i].Destination], current[SourceField(code[i])]));
                current[effects.Definition] = node;
            }
        }

        return definitions;
    }

    private void Judge(ReadOnlySpan<Instruction> code, in Definition definition)
    {
        if (!isWide[definition.Web] && !IsResultNarrow(code, definition.Block, definition.Index, definition.Destination, definition.Source)) Widen(definition.Web);
    }

    private void Widen(int web)
    {
        if (isWide[web]) return;
        isWide[web] = true;
        widened.Push(web);
    }

    // An instruction that sets a web, with the nodes of its register fields before it.
    private readonly record struct Definition(int Index, BasicBlock Block, int Web, int Destination, int Source);
}
