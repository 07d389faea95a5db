using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Chooses each instruction's handler and resolves its operands.</summary>
/// <typeparam name="TAccess">What to do about memory accesses.</typeparam>
internal static unsafe class Decoder<TAccess>
    where TAccess : struct, IMemoryAccess
{
    /// <summary>Decodes a program into one element per slot.</summary>
    /// <param name="program">The program.</param>
    /// <param name="decoded">The elements.</param>
    /// <param name="subprograms">The descriptors of the subprograms.</param>
    /// <exception cref="NotSupportedException">It holds an instruction or calls a function that is not supported; the message names it.</exception>
    public static void Decode(XlatedProgram program, DecodedInstruction* decoded, InterpretedSubprogram* subprograms)
    {
        ReadOnlySpan<Instruction> code = program.Instructions.AsSpan();
        for (int i = 0; i < code.Length; i += code[i].IsWide ? 2 : 1)
        {
            ref readonly Instruction instruction = ref code[i];
            decoded[i] = new DecodedInstruction
            {
                Handler = Select(instruction),
                Destination = instruction.Destination,
                Source = instruction.Source,
                Offset = XlatedForm.IsConditionalJump(instruction) || instruction.Opcode is Opcodes.Jump or Opcodes.JumpLong ? XlatedForm.JumpTarget(i, instruction) - i : instruction.Offset,
                Immediate = ImmediateOf(program, i, instruction, subprograms),
            };
            if (decoded[i].Handler is null) throw XlatedForm.Unsupported(i, instruction);
        }
    }

    private static ulong ImmediateOf(XlatedProgram program, int index, in Instruction instruction, InterpretedSubprogram* subprograms)
    {
        if (instruction.IsWide && instruction.Source == PseudoImmediate.Function)
        {
            int callback = XlatedForm.CallbackOf(program, index);
            return callback < 0 ? 0 : (ulong)&subprograms[callback].Callback;
        }

        if (instruction.IsWide) return XlatedForm.WideImmediate(program, index);
        if (instruction.IsSubprogramCall) return (ulong)&subprograms[XlatedForm.SubprogramAt(program, index + 1 + instruction.Immediate)];
        if (instruction.IsCall && !XlatedForm.IsTailCall(instruction)) return (ulong)XlatedForm.FunctionOf(program, index).Pointer;
        if (instruction is { Class: InstructionClass.Stx, MemoryMode: MemoryMode.Atomic }) return (uint)instruction.Immediate | ((ulong)instruction.Opcode << 32);
        return (ulong)instruction.Immediate;
    }

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> Select(in Instruction instruction)
    {
        switch (instruction.Class)
        {
            case InstructionClass.Ld:
                return instruction.IsWide ? &CallHandlers<TAccess>.LoadImmediate : null;
            case InstructionClass.Alu or InstructionClass.Alu64:
                return AluHandlers.Select(instruction);
            case InstructionClass.Stx when instruction.MemoryMode == MemoryMode.Atomic:
                return AtomicHandlers<TAccess>.Select(instruction);
            case InstructionClass.Ldx or InstructionClass.St or InstructionClass.Stx:
                return MemoryHandlers<TAccess>.Select(instruction);
        }

        if (!instruction.IsCall) return JumpHandlers.Select(instruction);
        if (XlatedForm.IsTailCall(instruction)) return &CallHandlers<TAccess>.TailCall;
        return instruction.IsSubprogramCall ? &CallHandlers<TAccess>.CallSubprogram : &CallHandlers<TAccess>.CallFunction;
    }
}
