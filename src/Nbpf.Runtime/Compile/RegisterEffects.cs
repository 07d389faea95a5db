using System.Numerics;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>Which registers an instruction reads, sets and destroys.</summary>
/// <param name="Uses">Bit per register that is read.</param>
/// <param name="Definition">The register that is set, or -1; no instruction sets two.</param>
/// <param name="Clobbers">Bit per register that holds nothing afterwards.</param>
internal readonly record struct RegisterEffects(ushort Uses, sbyte Definition, ushort Clobbers)
{
    /// <summary>r1–r5: destroyed by every call.</summary>
    public const ushort ArgumentRegisters = 0x3e;

    /// <summary>The effects of an instruction.</summary>
    /// <param name="program">The program, to find what a call reads.</param>
    /// <param name="index">The instruction's slot.</param>
    public static RegisterEffects Of(XlatedProgram program, int index)
    {
        Instruction instruction = program.Instructions[index];
        return instruction.Class switch
        {
            InstructionClass.Ld => new(0, (sbyte)instruction.Destination, 0),
            InstructionClass.Ldx => new(Bit(instruction.Source), (sbyte)instruction.Destination, 0),
            InstructionClass.St => new(Bit(instruction.Destination), -1, 0),
            InstructionClass.Stx when instruction.MemoryMode == MemoryMode.Atomic => OfAtomic(instruction),
            InstructionClass.Stx => new((ushort)(Bit(instruction.Destination) | Bit(instruction.Source)), -1, 0),
            InstructionClass.Alu or InstructionClass.Alu64 => OfAlu(instruction),
            _ => OfJump(program, index, instruction),
        };
    }

    private static ushort Bit(int register) => (ushort)(1 << register);

    private static RegisterEffects OfAlu(in Instruction instruction)
    {
        int uses = 0;
        if (instruction.AluOperation != AluOperation.Mov) uses |= Bit(instruction.Destination);
        if (instruction.UsesSourceRegister && instruction.AluOperation != AluOperation.End) uses |= Bit(instruction.Source);
        return new((ushort)uses, (sbyte)instruction.Destination, 0);
    }

    private static RegisterEffects OfAtomic(in Instruction instruction)
    {
        ushort both = (ushort)(Bit(instruction.Destination) | Bit(instruction.Source));
        return (AtomicOperation)instruction.Immediate switch
        {
            AtomicOperation.CompareExchange => new((ushort)(both | Bit(Register.R0)), (sbyte)Register.R0, 0),
            AtomicOperation.LoadAcquire => new(Bit(instruction.Source), (sbyte)instruction.Destination, 0),
            AtomicOperation.StoreRelease => new(both, -1, 0),
            _ => new(both, (instruction.Immediate & (int)AtomicOperation.Fetch) != 0 ? (sbyte)instruction.Source : (sbyte)-1, 0),
        };
    }

    private static RegisterEffects OfJump(XlatedProgram program, int index, in Instruction instruction)
    {
        if (instruction.IsExit) return new(Bit(Register.R0), -1, 0);
        if (XlatedForm.IsTailCall(instruction)) return new(0b1110, -1, ArgumentRegisters);
        if (instruction.IsCall)
        {
            int arguments = instruction.IsSubprogramCall ? Register.ArgumentCount : XlatedForm.FunctionOf(program, index).ArgumentCount;
            return new((ushort)(ArgumentRegisters & ((2 << arguments) - 1)), (sbyte)Register.R0, ArgumentRegisters);
        }

        if (!XlatedForm.IsConditionalJump(instruction)) return default(RegisterEffects) with { Definition = -1 };
        return new((ushort)(Bit(instruction.Destination) | (instruction.UsesSourceRegister ? Bit(instruction.Source) : 0)), -1, 0);
    }

    /// <summary>Bit per register that does not keep what it held.</summary>
    public ushort Sets => (ushort)((Definition >= 0 ? 1 << Definition : 0) | Clobbers);

    /// <summary>The registers of a set, ascending.</summary>
    /// <param name="registers">Bit per register.</param>
    public static int TakeLowest(ref uint registers)
    {
        int register = BitOperations.TrailingZeroCount(registers);
        registers &= registers - 1;
        return register;
    }
}
