using Nbpf.Isa;
using Nbpf.Verification.Cfg;

namespace Nbpf.Verification.Liveness;

/// <summary>Registers that an instruction reads and those it overwrites, as sets: bit n is register n.</summary>
/// <param name="Reads">Registers whose value before matters.</param>
/// <param name="Writes">Registers whose value before is lost.</param>
public readonly record struct RegisterEffects(ushort Reads, ushort Writes)
{
    private const ushort R0 = 1 << 0;
    private const ushort Arguments = 0b11_1110;
    private const ushort All = ushort.MaxValue;

    /// <summary>
    /// The effects of one instruction. Sound for liveness: what is not understood (legacy packet loads, unknown codes) reads
    /// everything and overwrites nothing.
    /// </summary>
    public static RegisterEffects Of(in Instruction instruction, ICallFacts calls)
    {
        ushort dst = (ushort)(1 << instruction.Destination);
        ushort src = (ushort)(1 << instruction.Source);
        return instruction.Class switch
        {
            InstructionClass.Ld => instruction.IsWide ? new(0, dst) : new(All, 0),
            InstructionClass.Ldx => instruction.MemoryMode is MemoryMode.Memory or MemoryMode.MemorySignExtend
                ? new(src, dst)
                : new(All, 0),
            InstructionClass.St => instruction.MemoryMode == MemoryMode.Memory ? new(dst, 0) : new(All, 0),
            InstructionClass.Stx => OfStore(instruction, dst, src),
            InstructionClass.Alu or InstructionClass.Alu64 => OfAlu(instruction, dst, src),
            InstructionClass.Jmp or InstructionClass.Jmp32 => OfJump(instruction, dst, src, calls),
            _ => new(All, 0),
        };
    }

    private static RegisterEffects OfStore(in Instruction instruction, ushort dst, ushort src)
    {
        ushort both = (ushort)(dst | src);
        if (instruction.MemoryMode == MemoryMode.Memory)
            return new(both, 0);
        if (instruction.MemoryMode != MemoryMode.Atomic)
            return new(All, 0);
        return (AtomicOperation)instruction.Immediate switch
        {
            AtomicOperation.CompareExchange => new((ushort)(R0 | both), R0),
            AtomicOperation.LoadAcquire => new(src, dst),
            AtomicOperation.StoreRelease => new(both, 0),
            _ => new(both, (instruction.Immediate & (int)AtomicOperation.Fetch) != 0 ? src : (ushort)0),
        };
    }

    private static RegisterEffects OfAlu(in Instruction instruction, ushort dst, ushort src)
    {
        ushort operand = instruction.UsesSourceRegister ? src : (ushort)0;
        return instruction.AluOperation switch
        {
            AluOperation.End => new(dst, dst),
            AluOperation.Mov => new(operand, dst),
            _ => new((ushort)(dst | operand), dst),
        };
    }

    private static RegisterEffects OfJump(in Instruction instruction, ushort dst, ushort src, ICallFacts calls)
    {
        switch (instruction.JumpOperation)
        {
            case JumpOperation.Always:
            case JumpOperation.MayGoto:
                return default;
            case JumpOperation.Exit:
                return new(R0, 0);
            case JumpOperation.Call:
                int parameters = instruction.IsSubprogramCall ? -1 : calls.ParameterCount(instruction);
                ushort read = parameters < 0 ? Arguments : (ushort)(Arguments & ((1 << (parameters + 1)) - 1));
                return new(read, Arguments | R0);
            default:
                return new((ushort)(instruction.UsesSourceRegister ? dst | src : dst), 0);
        }
    }
}
