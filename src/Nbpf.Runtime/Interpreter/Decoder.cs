using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Chooses each instruction's operation and resolves its operands.</summary>
/// <typeparam name="TAccess">What to do about instructions before they are executed.</typeparam>
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
            InterpreterOperation operation = SelectOperation(instruction);
            decoded[i] = new DecodedInstruction
            {
                Operation = operation,
                Handler = operation == InterpreterOperation.Handled ? SelectHandler(instruction) : null,
                Destination = instruction.Destination,
                Source = HasSourceRegister(instruction) ? instruction.Source : InterpreterFrame.ZeroRegister,
                Offset = IsJump(instruction) ? XlatedForm.JumpTarget(i, instruction) - i : instruction.Offset,
                Immediate = ImmediateOf(program, i, instruction, subprograms),
            };
            if (operation == InterpreterOperation.Handled && decoded[i].Handler is null) throw XlatedForm.Unsupported(i, instruction);
        }
    }

    private static bool IsJump(in Instruction instruction) => XlatedForm.IsConditionalJump(instruction) || instruction.Opcode is Opcodes.Jump or Opcodes.JumpLong;

    private static bool HasSourceRegister(in Instruction instruction) => instruction.Class switch
    {
        InstructionClass.Ldx or InstructionClass.Stx => true,
        InstructionClass.Ld or InstructionClass.St => false,
        _ => instruction.UsesSourceRegister,
    };

    private static ulong ImmediateOf(XlatedProgram program, int index, in Instruction instruction, InterpretedSubprogram* subprograms)
    {
        switch (instruction.Class)
        {
            case InstructionClass.Ld when instruction.Source == PseudoImmediate.Function:
                int callback = XlatedForm.CallbackOf(program, index);
                return callback < 0 ? 0 : (ulong)&subprograms[callback].Callback;
            case InstructionClass.Ld:
                return XlatedForm.WideImmediate(program, index);
            case InstructionClass.Ldx:
                return (ulong)instruction.Offset;
            case InstructionClass.Stx:
                return instruction.MemoryMode == MemoryMode.Atomic ? (uint)instruction.Immediate | ((ulong)instruction.Opcode << 32) : 0;
        }

        if (instruction.IsSubprogramCall) return (ulong)&subprograms[XlatedForm.SubprogramAt(program, index + 1 + instruction.Immediate)];
        if (instruction.IsCall && !XlatedForm.IsTailCall(instruction)) return (ulong)XlatedForm.FunctionOf(program, index).Pointer;
        return instruction.Class != InstructionClass.St && instruction.UsesSourceRegister ? 0 : (ulong)instruction.Immediate;
    }

    private static InterpreterOperation SelectOperation(in Instruction instruction)
    {
        switch (instruction.Class)
        {
            case InstructionClass.Ld:
                return instruction.IsWide ? InterpreterOperation.LoadImmediate : InterpreterOperation.Handled;
            case InstructionClass.Alu or InstructionClass.Alu64:
                return OperationSelector.OfAlu(instruction);
            case InstructionClass.Ldx or InstructionClass.St or InstructionClass.Stx:
                return OperationSelector.OfMemory(instruction);
        }

        if (!instruction.IsCall) return OperationSelector.OfJump(instruction);
        return instruction.IsSubprogramCall || XlatedForm.IsTailCall(instruction) ? InterpreterOperation.Handled : InterpreterOperation.CallFunction;
    }

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> SelectHandler(in Instruction instruction)
    {
        if (XlatedForm.IsPerCpuMove(instruction)) return &CallHandlers<TAccess>.PerCpuMove;
        if (instruction is { Class: InstructionClass.Stx, MemoryMode: MemoryMode.Atomic }) return AtomicHandlers.Select(instruction);
        if (XlatedForm.IsTailCall(instruction)) return &CallHandlers<TAccess>.TailCall;
        return instruction.IsSubprogramCall ? &CallHandlers<TAccess>.CallSubprogram : null;
    }
}
