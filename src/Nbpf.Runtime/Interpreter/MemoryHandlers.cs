using Nbpf.Isa;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Loads and stores.</summary>
/// <typeparam name="TAccess">What to do about their addresses.</typeparam>
internal static unsafe class MemoryHandlers<TAccess>
    where TAccess : struct, IMemoryAccess
{
    /// <summary>The handler of a load or store, or null when the instruction is neither.</summary>
    /// <param name="instruction">The instruction.</param>
    public static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> Select(in Instruction instruction) => (instruction.MemoryMode, instruction.MemorySize) switch
    {
        (MemoryMode.Memory, MemorySize.Byte) => For<UnsignedByte>(instruction),
        (MemoryMode.Memory, MemorySize.HalfWord) => For<UnsignedHalfWord>(instruction),
        (MemoryMode.Memory, MemorySize.Word) => For<UnsignedWord>(instruction),
        (MemoryMode.Memory, MemorySize.DoubleWord) => For<DoubleWord>(instruction),
        (MemoryMode.MemorySignExtend, MemorySize.Byte) => For<SignedByte>(instruction),
        (MemoryMode.MemorySignExtend, MemorySize.HalfWord) => For<SignedHalfWord>(instruction),
        (MemoryMode.MemorySignExtend, MemorySize.Word) => For<SignedWord>(instruction),
        _ => null,
    };

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> For<T>(in Instruction instruction)
        where T : struct, IMemoryWidth => (instruction.Class, instruction.MemoryMode) switch
        {
            (InstructionClass.Ldx, _) => &Load<T>,
            (InstructionClass.St, MemoryMode.Memory) => &StoreImmediate<T>,
            (InstructionClass.Stx, MemoryMode.Memory) => &StoreRegister<T>,
            _ => null,
        };

    private static DecodedInstruction* Load<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IMemoryWidth
    {
        ulong address = frame->Registers[instruction->Source] + (ulong)instruction->Offset;
        TAccess.Check(instruction, frame, address, T.SizeBytes, isWrite: false);
        frame->Registers[instruction->Destination] = T.Read(address);
        return instruction + 1;
    }

    private static DecodedInstruction* StoreImmediate<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IMemoryWidth
    {
        ulong address = frame->Registers[instruction->Destination] + (ulong)instruction->Offset;
        TAccess.Check(instruction, frame, address, T.SizeBytes, isWrite: true);
        T.Write(address, instruction->Immediate);
        return instruction + 1;
    }

    private static DecodedInstruction* StoreRegister<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IMemoryWidth
    {
        ulong address = frame->Registers[instruction->Destination] + (ulong)instruction->Offset;
        TAccess.Check(instruction, frame, address, T.SizeBytes, isWrite: true);
        T.Write(address, frame->Registers[instruction->Source]);
        return instruction + 1;
    }
}
