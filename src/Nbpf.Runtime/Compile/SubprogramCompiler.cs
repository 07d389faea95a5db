using System.Diagnostics;
using System.Reflection.Emit;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>Turns one subprogram into the IL of its method.</summary>
internal sealed class SubprogramCompiler
{
    private const ushort MainArguments = 1 << 1;

    // What a frame has besides the BPF stack and the locals: saved registers, the JIT compiler's temporaries, a helper on the way to a callback. At most
    // 4,600 bytes were measured (1,000 calls in a method that is still optimised).
    private const int FixedFrameBytes = 6 << 10;

    private readonly XlatedProgram program;
    private readonly ControlFlowGraph graph;
    private readonly ILGenerator il;
    private readonly ValueEmitter values;
    private readonly Emitters emitters;
    private readonly StopEmitter stops;
    private readonly RegisterWebs webs;
    private readonly Label[] labels;
    private readonly nint[] callbacks;
    private readonly bool isMain;
    private readonly LocalBuilder? stack;
    private readonly int stackBytes;

    private SubprogramCompiler(XlatedProgram program, int number, DynamicMethod[] methods, nint[] callbacks, int mostOwnLocals)
    {
        XlatedSubprogram subprogram = program.Subprograms[number];
        this.program = program;
        this.callbacks = callbacks;
        isMain = number == 0;
        graph = ControlFlowGraph.Build(program.Instructions.AsSpan(), subprogram.Start, subprogram.Length);
        webs = new RegisterWebs(program, graph, isMain ? MainArguments : RegisterEffects.ArgumentRegisters);
        il = methods[number].GetILGenerator(subprogram.Length * 8);
        stackBytes = (subprogram.StackDepthBytes + 7) & -8;
        if (stackBytes != 0) stack = il.DeclareLocal(StackStorage.TypeFor(stackBytes));
        values = new ValueEmitter(program, graph, webs, il, stack, stackBytes, mostOwnLocals);
        emitters = new Emitters(new StoreEmitter(values), new JumpEmitter(values), new CallEmitter(values, methods));
        stops = new StopEmitter(il);
        labels = new Label[graph.Blocks.Length];
        for (int i = 0; i < labels.Length; i++) labels[i] = il.DefineLabel();
    }

    /// <summary>Emits the method's body.</summary>
    /// <param name="program">The program.</param>
    /// <param name="number">The subprogram's number.</param>
    /// <param name="methods">The methods of all subprograms; this one's is filled.</param>
    /// <param name="callbacks">Addresses of the callback targets, by subprogram.</param>
    /// <param name="mostOwnLocals"><see cref="CompilerLimits.MostOwnLocals"/></param>
    /// <returns>The most native stack that the method's frame takes, in bytes.</returns>
    public static long Compile(XlatedProgram program, int number, DynamicMethod[] methods, nint[] callbacks, int mostOwnLocals)
    {
        SubprogramCompiler compiler = new(program, number, methods, callbacks, mostOwnLocals);
        compiler.Emit();
        return FixedFrameBytes + compiler.stackBytes + (long)compiler.values.LocalCount * sizeof(ulong);
    }

    private void Emit()
    {
        EmitEntry();
        for (int b = 0; b < graph.Blocks.Length; b++)
        {
            BasicBlock block = graph.Blocks[b];
            if (!block.IsReached) continue;
            il.MarkLabel(labels[b]);
            values.BeginBlock(block, b);
            if (block.IsHeadOfLoopWithCall) stops.Emit(block.Start);
            for (int i = block.Start; i < block.End; i += program.Instructions[i].IsWide ? 2 : 1) EmitInstruction(block, i);
            EmitEnd(block);
        }
        stops.EmitEnd();
    }

    private void EmitEntry()
    {
        if (!isMain) stops.Emit(graph.Blocks[0].Start);
        if (stack is not null)
        {
            // A privileged program may read stack it has not written: it must find zeros, not this process's memory.
            il.Emit(OpCodes.Ldloca, stack);
            il.Emit(OpCodes.Initobj, stack.LocalType);
        }

        HashSet<int> zeroed = [];
        foreach (int node in webs.UndefinedSomewhere)
        {
            if (!zeroed.Add(webs.WebOf(node))) continue;
            il.Emit(OpCodes.Ldc_I4_0);
            values.StoreNode(node, isNarrow: true);
        }

        ReadOnlySpan<int> entry = webs.EntryNodes(0);
        for (int r = 1; r <= (isMain ? 1 : Register.ArgumentCount); r++)
        {
            if (entry[r] < 0) continue;
            il.Emit(OpCodes.Ldarg, (short)r);
            if (isMain) il.Emit(OpCodes.Conv_U8);
            values.StoreNode(entry[r], isNarrow: false);
        }
    }

    private void EmitInstruction(BasicBlock block, int index)
    {
        ref readonly Instruction instruction = ref program.Instructions.AsSpan()[index];
        switch (instruction.Class)
        {
            case InstructionClass.Ld when instruction.IsWide:
                EmitWideLoad(index, instruction);
                break;
            case InstructionClass.Ldx when instruction.MemoryMode is MemoryMode.Memory or MemoryMode.MemorySignExtend:
                values.Define(index, readsMemory: true);
                break;
            case InstructionClass.St or InstructionClass.Stx when instruction.MemoryMode == MemoryMode.Memory:
                emitters.Stores.EmitStore(instruction);
                break;
            case InstructionClass.Stx when instruction.MemoryMode == MemoryMode.Atomic:
                emitters.Stores.EmitAtomic(index, instruction);
                break;
            case InstructionClass.Alu or InstructionClass.Alu64:
                if (!XlatedForm.IsPerCpuMove(instruction) && !XlatedForm.IsArithmetic(instruction)) throw XlatedForm.Unsupported(index, instruction);
                values.Define(index, readsMemory: false);
                break;
            case InstructionClass.Jmp or InstructionClass.Jmp32:
                EmitJump(block, index, instruction);
                break;
            default:
                throw XlatedForm.Unsupported(index, instruction);
        }
    }

    private void EmitWideLoad(int index, in Instruction instruction)
    {
        if (instruction.Source != PseudoImmediate.Function)
        {
            values.Define(index, readsMemory: false);
            return;
        }

        int callback = XlatedForm.CallbackOf(program, index);
        values.PushConstant(callback < 0 ? 0 : (ulong)callbacks[callback]);
        values.Store(index, isNarrow: false);
    }

    private void EmitJump(BasicBlock block, int index, in Instruction instruction)
    {
        if (instruction.IsExit)
        {
            values.Push64(values.NodeOf(Register.R0));
            il.Emit(OpCodes.Ret);
        }
        else if (XlatedForm.IsTailCall(instruction))
        {
            emitters.Calls.EmitTailCall(isMain);
        }
        else if (instruction.IsCall)
        {
            emitters.Calls.EmitCall(index, instruction);
        }
        else if (instruction.JumpOperation == JumpOperation.Always)
        {
            il.Emit(OpCodes.Br, labels[block.Target]);
        }
        else if (instruction.JumpOperation == JumpOperation.MayGoto)
        {
            throw XlatedForm.Unsupported(index, instruction);
        }
        else
        {
            emitters.Jumps.Emit(instruction, labels[block.Target]);
        }
    }

    private void EmitEnd(BasicBlock block)
    {
        Instruction last = program.Instructions[block.End - 1];
        if (block.FallThrough < 0 && block.Target < 0 && !last.IsExit) throw new UnreachableException($"instruction {block.End - 1}: execution leaves the subprogram without exit");
    }

    private readonly record struct Emitters(StoreEmitter Stores, JumpEmitter Jumps, CallEmitter Calls);
}
