using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Atomic operations (RFC 9669 §5.3).</summary>
internal static unsafe class AtomicHandlers
{
    /// <summary>The handler of an atomic operation, or null when the instruction is none.</summary>
    /// <param name="instruction">The instruction.</param>
    public static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> Select(in Instruction instruction)
    {
        AtomicOperation operation = (AtomicOperation)instruction.Immediate;
        switch (operation)
        {
            case AtomicOperation.LoadAcquire:
                return &LoadAcquire;
            case AtomicOperation.StoreRelease:
                return &StoreRelease;
        }

        bool isWide = instruction.MemorySize == MemorySize.DoubleWord;
        if (!isWide && instruction.MemorySize != MemorySize.Word) return null;
        switch (operation)
        {
            case AtomicOperation.CompareExchange:
                return isWide ? &CompareExchange64 : &CompareExchange32;
            case AtomicOperation.Exchange:
                return isWide ? &Update64<AtomicExchange> : &Update32<AtomicExchange>;
            default:
                return (operation & ~AtomicOperation.Fetch) switch
                {
                    AtomicOperation.Add => For<AtomicAdd>(instruction),
                    AtomicOperation.Or => For<AtomicOr>(instruction),
                    AtomicOperation.And => For<AtomicAnd>(instruction),
                    AtomicOperation.Xor => For<AtomicXor>(instruction),
                    _ => null,
                };
        }
    }

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> For<T>(in Instruction instruction)
        where T : struct, IAtomicUpdate =>
        instruction.MemorySize == MemorySize.DoubleWord ? &Update64<T> : &Update32<T>;

    // The immediate's lowest bit tells whether the source register receives the value before.
    private static DecodedInstruction* Update64<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IAtomicUpdate
    {
        ulong address = Address(instruction, frame);
        ref ulong source = ref frame->Registers[instruction->Source];
        ulong before = T.Update64(address, source);
        if ((instruction->Immediate & (ulong)AtomicOperation.Fetch) != 0) source = before;
        return instruction + 1;
    }

    private static DecodedInstruction* Update32<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IAtomicUpdate
    {
        ulong address = Address(instruction, frame);
        ref ulong source = ref frame->Registers[instruction->Source];
        uint before = T.Update32(address, (uint)source);
        if ((instruction->Immediate & (ulong)AtomicOperation.Fetch) != 0) source = before;
        return instruction + 1;
    }

    private static DecodedInstruction* CompareExchange64(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        ulong address = Address(instruction, frame);
        ref ulong r0 = ref frame->Registers[Register.R0];
        r0 = AtomicMemory.CompareExchange64(address, frame->Registers[instruction->Source], r0);
        return instruction + 1;
    }

    private static DecodedInstruction* CompareExchange32(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        ulong address = Address(instruction, frame);
        ref ulong r0 = ref frame->Registers[Register.R0];
        r0 = AtomicMemory.CompareExchange32(address, (uint)frame->Registers[instruction->Source], (uint)r0);
        return instruction + 1;
    }

    private static ulong Address(DecodedInstruction* instruction, InterpreterFrame* frame) =>
        frame->Registers[instruction->Destination] + (ulong)instruction->Offset;

    private static DecodedInstruction* LoadAcquire(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        MemorySize size = SizeOf(instruction);
        ulong address = frame->Registers[instruction->Source] + (ulong)instruction->Offset;
        frame->Registers[instruction->Destination] = size switch
        {
            MemorySize.Byte => AtomicMemory.LoadAcquire8(address),
            MemorySize.HalfWord => AtomicMemory.LoadAcquire16(address),
            MemorySize.Word => AtomicMemory.LoadAcquire32(address),
            _ => AtomicMemory.LoadAcquire64(address),
        };
        return instruction + 1;
    }

    private static DecodedInstruction* StoreRelease(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        MemorySize size = SizeOf(instruction);
        ulong address = Address(instruction, frame), value = frame->Registers[instruction->Source];
        switch (size)
        {
            case MemorySize.Byte:
                AtomicMemory.StoreRelease8(address, value);
                break;
            case MemorySize.HalfWord:
                AtomicMemory.StoreRelease16(address, value);
                break;
            case MemorySize.Word:
                AtomicMemory.StoreRelease32(address, value);
                break;
            default:
                AtomicMemory.StoreRelease64(address, value);
                break;
        }

        return instruction + 1;
    }

    // The decoder puts the opcode above the immediate's 32 bits for these two.
    private static MemorySize SizeOf(DecodedInstruction* instruction) => (MemorySize)((instruction->Immediate >> 32) & 0x18);
}
