using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Near misses: one to three small changes of the kind that programmers and compilers get wrong.</summary>
internal static class Mutation
{
    /// <summary>The changed code.</summary>
    public static Instruction[] Apply(Random random, Instruction[] code)
    {
        Instruction[] changed = [.. code];
        for (int left = random.Next(8) == 0 ? 12 : random.Next(1, 4); left > 0; left--)
        {
            for (int attempt = 0; attempt < 20; attempt++)
            {
                int at = random.Next(changed.Length);
                bool isSecondSlot = at > 0 && changed[at - 1].IsWide;
                if (isSecondSlot || changed[at].Opcode == 0)
                    continue;
                Instruction mutant = Change(random, changed[at]);
                if (mutant == changed[at])
                    continue;
                changed[at] = mutant;
                break;
            }
        }

        return random.Next(4) == 0 ? Reduction.Without(changed, random.Next(changed.Length), 1) ?? changed : changed;
    }

    /// <summary>One instruction changed a little, or as it was.</summary>
    public static Instruction Change(Random random, Instruction instruction)
    {
        if (instruction.IsExit || instruction.IsCall)
            return instruction;
        if (instruction.IsWide)
            return instruction.Source == PseudoImmediate.MapFd ? instruction with { Immediate = random.Next(ProgramMaps.Count) } : instruction;
        switch (random.Next(8))
        {
            case 7:
                // Any field of any instruction: reserved ones, too.
                return random.Next(6) != 0 ? instruction : random.Next(4) switch
                {
                    0 => instruction with { Offset = (short)random.Next(-2, 3) },
                    1 => instruction with { Immediate = random.Next(-2, 3) },
                    2 => instruction with { Source = (byte)random.Next(16) },
                    _ => instruction with { Opcode = (byte)(instruction.Opcode ^ (1 << random.Next(8))) },
                };
            case 0:
                return instruction with { Destination = (byte)random.Next(Register.Count) };
            case 1:
                return instruction.Source != 0 || instruction.Class is InstructionClass.Ldx or InstructionClass.Stx
                    ? instruction with { Source = (byte)random.Next(Register.Count) }
                    : instruction;
            case 2:
                return UsesImmediate(instruction) ? instruction with { Immediate = instruction.Immediate + random.Next(3) - 1 } : instruction;
            case 3:
                return IsMemory(instruction) ? instruction with { Offset = (short)(instruction.Offset + (random.Next(2) == 0 ? 1 : -1) * (1 << random.Next(4))) } : instruction;
            case 4:
                return OtherWidth(instruction);
            case 5:
                return OtherSign(instruction);
            default:
                return IsMemory(instruction) && instruction.MemoryMode == MemoryMode.Memory
                    ? instruction with { Opcode = (byte)((instruction.Opcode & ~0x18) | (random.Next(4) << 3)) }
                    : instruction;
        }
    }

    private static bool IsMemory(Instruction instruction) =>
        instruction.Class is InstructionClass.Ldx or InstructionClass.St or InstructionClass.Stx;

    private static bool UsesImmediate(Instruction instruction) =>
        instruction.Class == InstructionClass.St || (instruction.IsAlu && !instruction.UsesSourceRegister && instruction.AluOperation != AluOperation.End)
        || (instruction.IsJumpClass && !instruction.UsesSourceRegister && instruction.JumpOperation != JumpOperation.Always);

    private static Instruction OtherWidth(Instruction instruction) => instruction.Class switch
    {
        InstructionClass.Alu or InstructionClass.Alu64 when instruction.AluOperation is not AluOperation.End && instruction.Offset is not 32 =>
            instruction with { Opcode = (byte)(instruction.Opcode ^ ((int)InstructionClass.Alu ^ (int)InstructionClass.Alu64)) },
        InstructionClass.Jmp or InstructionClass.Jmp32 when instruction.JumpOperation != JumpOperation.Always =>
            instruction with { Opcode = (byte)(instruction.Opcode ^ ((int)InstructionClass.Jmp ^ (int)InstructionClass.Jmp32)) },
        _ => instruction,
    };

    private static Instruction OtherSign(Instruction instruction)
    {
        if (!instruction.IsJumpClass)
            return instruction;
        JumpOperation? other = instruction.JumpOperation switch
        {
            JumpOperation.Greater => JumpOperation.SignedGreater,
            JumpOperation.GreaterOrEqual => JumpOperation.Greater,
            JumpOperation.SignedGreater => JumpOperation.Greater,
            JumpOperation.SignedGreaterOrEqual => JumpOperation.SignedGreater,
            JumpOperation.Less => JumpOperation.LessOrEqual,
            JumpOperation.LessOrEqual => JumpOperation.SignedLessOrEqual,
            JumpOperation.SignedLess => JumpOperation.Less,
            JumpOperation.SignedLessOrEqual => JumpOperation.LessOrEqual,
            JumpOperation.Equal => JumpOperation.NotEqual,
            JumpOperation.NotEqual => JumpOperation.BitsSet,
            JumpOperation.BitsSet => JumpOperation.Equal,
            _ => null,
        };
        return other is { } operation ? instruction with { Opcode = (byte)((instruction.Opcode & 0x0f) | (byte)operation) } : instruction;
    }
}
