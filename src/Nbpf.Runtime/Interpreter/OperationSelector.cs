using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using static Nbpf.Runtime.Interpreter.InterpreterOperation;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Chooses the operation that the interpreter's loop does for an instruction.</summary>
internal static class OperationSelector
{
    /// <summary>The operation of an arithmetic instruction, or <see cref="Handled"/> when it has no arithmetic meaning.</summary>
    /// <param name="instruction">An ALU or ALU64 instruction.</param>
    public static InterpreterOperation OfAlu(in Instruction instruction)
    {
        if (!XlatedForm.IsArithmetic(instruction)) return Handled;
        bool isWide = instruction.Class == InstructionClass.Alu64, isSigned = instruction.Offset == 1;
        return instruction.AluOperation switch
        {
            AluOperation.Add => isWide ? Add64 : Add32,
            AluOperation.Sub => isWide ? Sub64 : Sub32,
            AluOperation.Mul => isWide ? Mul64 : Mul32,
            AluOperation.Div when isSigned => isWide ? SignedDiv64 : SignedDiv32,
            AluOperation.Div => isWide ? Div64 : Div32,
            AluOperation.Or => isWide ? Or64 : Or32,
            AluOperation.And => isWide ? And64 : And32,
            AluOperation.Lsh => isWide ? Lsh64 : Lsh32,
            AluOperation.Rsh => isWide ? Rsh64 : Rsh32,
            AluOperation.Neg => isWide ? Neg64 : Neg32,
            AluOperation.Mod when isSigned => isWide ? SignedMod64 : SignedMod32,
            AluOperation.Mod => isWide ? Mod64 : Mod32,
            AluOperation.Xor => isWide ? Xor64 : Xor32,
            AluOperation.Mov => OfMove(isWide, instruction.Offset),
            AluOperation.Arsh => isWide ? Arsh64 : Arsh32,
            AluOperation.End => OfByteSwap(instruction),
            _ => Handled,
        };
    }

    /// <summary>The operation of a jump or exit; <see cref="Handled"/> for calls and <c>may_goto</c>.</summary>
    /// <param name="instruction">A JMP or JMP32 instruction.</param>
    public static InterpreterOperation OfJump(in Instruction instruction)
    {
        bool isWide = instruction.Class == InstructionClass.Jmp;
        return instruction.JumpOperation switch
        {
            JumpOperation.Always => Jump,
            JumpOperation.Exit => Exit,
            JumpOperation.Equal => isWide ? JumpIfEqual64 : JumpIfEqual32,
            JumpOperation.Greater => isWide ? JumpIfGreater64 : JumpIfGreater32,
            JumpOperation.GreaterOrEqual => isWide ? JumpIfGreaterOrEqual64 : JumpIfGreaterOrEqual32,
            JumpOperation.BitsSet => isWide ? JumpIfBitsSet64 : JumpIfBitsSet32,
            JumpOperation.NotEqual => isWide ? JumpIfNotEqual64 : JumpIfNotEqual32,
            JumpOperation.SignedGreater => isWide ? JumpIfSignedGreater64 : JumpIfSignedGreater32,
            JumpOperation.SignedGreaterOrEqual => isWide ? JumpIfSignedGreaterOrEqual64 : JumpIfSignedGreaterOrEqual32,
            JumpOperation.Less => isWide ? JumpIfLess64 : JumpIfLess32,
            JumpOperation.LessOrEqual => isWide ? JumpIfLessOrEqual64 : JumpIfLessOrEqual32,
            JumpOperation.SignedLess => isWide ? JumpIfSignedLess64 : JumpIfSignedLess32,
            JumpOperation.SignedLessOrEqual => isWide ? JumpIfSignedLessOrEqual64 : JumpIfSignedLessOrEqual32,
            _ => Handled,
        };
    }

    /// <summary>The operation of a load or store; <see cref="Handled"/> for any other mode.</summary>
    /// <param name="instruction">An LDX, ST or STX instruction.</param>
    public static InterpreterOperation OfMemory(in Instruction instruction) => (instruction.Class, instruction.MemoryMode, instruction.MemorySize) switch
    {
        (InstructionClass.Ldx, MemoryMode.Memory, MemorySize.Byte) => LoadUnsignedByte,
        (InstructionClass.Ldx, MemoryMode.Memory, MemorySize.HalfWord) => LoadUnsignedHalfWord,
        (InstructionClass.Ldx, MemoryMode.Memory, MemorySize.Word) => LoadUnsignedWord,
        (InstructionClass.Ldx, MemoryMode.Memory, MemorySize.DoubleWord) => LoadDoubleWord,
        (InstructionClass.Ldx, MemoryMode.MemorySignExtend, MemorySize.Byte) => LoadSignedByte,
        (InstructionClass.Ldx, MemoryMode.MemorySignExtend, MemorySize.HalfWord) => LoadSignedHalfWord,
        (InstructionClass.Ldx, MemoryMode.MemorySignExtend, MemorySize.Word) => LoadSignedWord,
        (InstructionClass.St or InstructionClass.Stx, MemoryMode.Memory, MemorySize.Byte) => StoreUnsignedByte,
        (InstructionClass.St or InstructionClass.Stx, MemoryMode.Memory, MemorySize.HalfWord) => StoreUnsignedHalfWord,
        (InstructionClass.St or InstructionClass.Stx, MemoryMode.Memory, MemorySize.Word) => StoreUnsignedWord,
        (InstructionClass.St or InstructionClass.Stx, MemoryMode.Memory, MemorySize.DoubleWord) => StoreDoubleWord,
        _ => Handled,
    };

    private static InterpreterOperation OfMove(bool isWide, short widthBits) => widthBits switch
    {
        8 => isWide ? MovSignExtend8To64 : MovSignExtend8To32,
        16 => isWide ? MovSignExtend16To64 : MovSignExtend16To32,
        32 => MovSignExtend32To64,
        _ => isWide ? Mov64 : Mov32,
    };

    private static InterpreterOperation OfByteSwap(in Instruction instruction)
    {
        bool swaps = instruction.Class == InstructionClass.Alu64 || instruction.UsesSourceRegister;
        return (instruction.Immediate, swaps) switch
        {
            (16, true) => InterpreterOperation.Swap16,
            (32, true) => InterpreterOperation.Swap32,
            (64, true) => InterpreterOperation.Swap64,
            (16, false) => InterpreterOperation.Truncate16,
            (32, false) => InterpreterOperation.Truncate32,
            _ => InterpreterOperation.Keep64,
        };
    }
}
