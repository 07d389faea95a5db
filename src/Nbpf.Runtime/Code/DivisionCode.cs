using Nbpf.Isa;

namespace Nbpf.Runtime.Code;

/// <summary>
/// Divisions by a register that may be 0 or -1: code around them gives what the instruction set defines without a fault of the machine
/// (x / 0 = 0, x % 0 = x, MIN / -1 = MIN, x % -1 = 0). Shapes as in Linux 6.18.
/// </summary>
internal static class DivisionCode
{
    /// <summary>The register that programs cannot name (BPF_REG_AX).</summary>
    public const byte Scratch = 11;

    /// <summary>Writes the code in place of a division, if it needs any.</summary>
    /// <param name="instruction">Any instruction.</param>
    /// <param name="code">Receives the code.</param>
    /// <returns>False when the instruction stays as it is.</returns>
    public static bool TryWrite(in Instruction instruction, CodeBuffer code)
    {
        if (!instruction.IsAlu || instruction.AluOperation is not (AluOperation.Div or AluOperation.Mod))
        {
            return false;
        }

        bool isSigned = instruction.Offset == 1;
        if (!instruction.UsesSourceRegister)
        {
            return isSigned && instruction.Immediate == -1 && WriteByMinusOne(instruction, code);
        }

        switch (instruction.AluOperation == AluOperation.Div, isSigned)
        {
            case (true, false):
                WriteDivision(instruction, code);
                break;
            case (false, false):
                WriteRemainder(instruction, code);
                break;
            case (true, true):
                WriteSignedDivision(instruction, code);
                break;
            case (false, true):
                WriteSignedRemainder(instruction, code);
                break;
        }

        return true;
    }

    private static bool Is64(in Instruction instruction) => instruction.Class == InstructionClass.Alu64;

    private static bool WriteByMinusOne(in Instruction division, CodeBuffer code)
    {
        byte register = division.Destination;
        code.Add(division.AluOperation == AluOperation.Div ? Negate(division) : Instructions.Mov32Imm(register, 0));
        return true;
    }

    private static void WriteDivision(in Instruction division, CodeBuffer code)
    {
        byte register = division.Destination;
        code.Add(JumpIf(division, JumpOperation.NotEqual, division.Source, 0, 2));
        code.Add(Instructions.Alu32(AluOperation.Xor, register, register));
        code.Add(Instructions.Jump(1));
        code.Add(division);
    }

    private static void WriteRemainder(in Instruction division, CodeBuffer code)
    {
        bool is64 = Is64(division);
        code.Add(JumpIf(division, JumpOperation.Equal, division.Source, 0, (short)(is64 ? 1 : 2)));
        code.Add(division);
        if (!is64)
        {
            code.Add(Instructions.Jump(1));
            code.Add(Instructions.Mov32(division.Destination, division.Destination));
        }
    }

    private static void WriteSignedDivision(in Instruction division, CodeBuffer code)
    {
        byte register = division.Destination;
        WriteDivisorPlusOne(division, code);
        code.Add(JumpIf(division, JumpOperation.Greater, Scratch, 1, 4));
        code.Add(JumpIf(division, JumpOperation.Equal, Scratch, 0, 1));
        code.Add(Is64(division) ? Instructions.MovImm(register, 0) : Instructions.Mov32Imm(register, 0));
        code.Add(Negate(division));
        code.Add(Instructions.Jump(1));
        code.Add(division);
    }

    private static void WriteSignedRemainder(in Instruction division, CodeBuffer code)
    {
        bool is64 = Is64(division);
        byte register = division.Destination;
        WriteDivisorPlusOne(division, code);
        code.Add(JumpIf(division, JumpOperation.Greater, Scratch, 1, 3));
        code.Add(JumpIf(division, JumpOperation.Equal, Scratch, 1, (short)(is64 ? 3 : 4)));
        code.Add(Instructions.Mov32Imm(register, 0));
        code.Add(Instructions.Jump(1));
        code.Add(division);
        if (!is64)
        {
            code.Add(Instructions.Jump(1));
            code.Add(Instructions.Mov32(register, register));
        }
    }

    // Divisor + 1 is above 1, unsigned, for every divisor but 0 and -1.
    private static void WriteDivisorPlusOne(in Instruction division, CodeBuffer code)
    {
        code.Add(Instructions.Mov(Scratch, division.Source));
        code.Add(Is64(division) ? Instructions.Alu64Imm(AluOperation.Add, Scratch, 1) : Instructions.Alu32Imm(AluOperation.Add, Scratch, 1));
    }

    private static Instruction Negate(in Instruction division) =>
        Is64(division) ? Instructions.Neg(division.Destination) : Instructions.Neg32(division.Destination);

    private static Instruction JumpIf(in Instruction division, JumpOperation operation, byte register, int immediate, short distance) =>
        Is64(division)
            ? Instructions.JumpIfImm(operation, register, immediate, distance)
            : Instructions.Jump32IfImm(operation, register, immediate, distance);
}
