using Nbpf.Isa;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>
/// Random small programs that show the scalar domain at work: registers 6 to 8 are loaded from unwritten stack in all widths,
/// then branches and ALU instructions over them, with constants near the edges of every width.
/// </summary>
internal static class ScalarPrograms
{
    private static readonly AluOperation[] Operations =
    [
        AluOperation.Add, AluOperation.Sub, AluOperation.Mul, AluOperation.Or, AluOperation.And, AluOperation.Xor,
        AluOperation.Lsh, AluOperation.Rsh, AluOperation.Arsh, AluOperation.Neg, AluOperation.Mov, AluOperation.End,
        AluOperation.Add, AluOperation.Sub, AluOperation.Mul, AluOperation.And, AluOperation.Or, AluOperation.Div, AluOperation.Mod,
    ];

    private static readonly JumpOperation[] Jumps =
    [
        JumpOperation.Equal, JumpOperation.NotEqual, JumpOperation.BitsSet, JumpOperation.Greater, JumpOperation.GreaterOrEqual,
        JumpOperation.Less, JumpOperation.LessOrEqual, JumpOperation.SignedGreater, JumpOperation.SignedGreaterOrEqual,
        JumpOperation.SignedLess, JumpOperation.SignedLessOrEqual,
    ];

    /// <summary>The program for a seed; the same on every platform.</summary>
    public static Instruction[] Generate(ulong seed)
    {
        var random = new Sequence(seed);
        var program = new List<Instruction>();
        for (byte register = 6; register <= 8; register++)
            program.Add(Load(random, register));
        int steps = 3 + random.Below(7);
        var jumps = new List<int>();
        for (int i = 0; i < steps; i++)
        {
            if (random.Below(5) < 3)
            {
                jumps.Add(program.Count);
                program.Add(Jump(random));
            }
            else
            {
                AddAlu(random, program);
            }
        }

        program.Add(new Instruction(0xb7, 0, 0, 0, 0));
        program.Add(new Instruction(Opcodes.Exit, 0, 0, 0, 0));
        foreach (int at in jumps)
        {
            int last = program.Count - 2;
            int target = random.Below(3) == 0 ? at + 1 + random.Below(last - at) : last;
            program[at] = program[at] with { Offset = (short)(target - at - 1) };
        }

        return [.. program];
    }

    private static Instruction Load(Sequence random, byte register)
    {
        byte size = (byte)random.Pick([MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word, MemorySize.DoubleWord, MemorySize.DoubleWord]);
        MemoryMode mode = size != (byte)MemorySize.DoubleWord && random.Below(4) == 0 ? MemoryMode.MemorySignExtend : MemoryMode.Memory;
        return new Instruction((byte)((byte)InstructionClass.Ldx | size | (byte)mode), register, Register.FramePointer, (short)(-8 * (register - 5)), 0);
    }

    private static Instruction Jump(Sequence random)
    {
        InstructionClass width = random.Below(3) == 0 ? InstructionClass.Jmp32 : InstructionClass.Jmp;
        bool register = random.Below(3) == 0;
        byte dst = (byte)(6 + random.Below(3));
        byte src = (byte)(6 + random.Below(3));
        byte opcode = (byte)((byte)random.Pick(Jumps) | (byte)width | (register ? 8 : 0));
        return new Instruction(opcode, dst, register ? src : (byte)0, 0, register ? 0 : Constant(random));
    }

    private static void AddAlu(Sequence random, List<Instruction> program)
    {
        InstructionClass width = random.Below(3) == 0 ? InstructionClass.Alu : InstructionClass.Alu64;
        AluOperation operation = random.Pick(Operations);
        bool register = random.Below(2) == 0;
        byte dst = (byte)(6 + random.Below(3));
        byte src = (byte)(6 + random.Below(3));
        int immediate = Constant(random);
        short offset = 0;
        int bits = width == InstructionClass.Alu ? 32 : 64;
        switch (operation)
        {
            case AluOperation.Neg:
                (register, immediate) = (false, 0);
                break;
            case AluOperation.End:
                register &= width == InstructionClass.Alu;
                immediate = random.Pick([16, 32, 64]);
                program.Add(new Instruction((byte)((byte)operation | (byte)width | (register ? 8 : 0)), dst, 0, 0, immediate));
                return;
            case AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh:
                immediate = random.Below(4) == 0 ? random.Pick([0, 1, bits / 2, bits - 1]) : random.Below(bits);
                break;
            case AluOperation.Div or AluOperation.Mod:
                immediate |= 1;
                offset = (short)random.Below(2);
                break;
            case AluOperation.Mov when register:
                offset = random.Pick<short>(width == InstructionClass.Alu ? [0, 8, 16] : [0, 8, 16, 32]);
                break;
        }

        byte opcode = (byte)((byte)operation | (byte)width | (register ? 8 : 0));
        program.Add(new Instruction(opcode, dst, register ? src : (byte)0, offset, register ? 0 : immediate));

        // Moves link the two registers by an id; overwriting the source keeps linking out of this comparison.
        if (operation == AluOperation.Mov && register && src != dst)
            program.Add(new Instruction(0xb7, src, 0, 0, Constant(random)));
    }

    private static int Constant(Sequence random) => random.Below(6) switch
    {
        0 => random.Pick([0, 1, -1, 2, -2, int.MaxValue, int.MinValue, int.MinValue + 1, 0xff, 0x100, 0xffff, -128, 127, -129]),
        1 => (1 << random.Below(32)) - random.Below(2),
        2 => -(1 << random.Below(31)) + random.Below(2),
        3 => random.Below(300) - 20,
        4 => (int)random.Next(),
        _ => (int)(random.Next() & random.Next()),
    };

    /// <summary>SplitMix64: reproducible, independent of the runtime's generator.</summary>
    private sealed class Sequence(ulong seed)
    {
        private ulong _state = seed * 0x9e3779b97f4a7c15 + 0x1234567;

        public ulong Next()
        {
            ulong z = _state += 0x9e3779b97f4a7c15;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }

        public int Below(int limit) => (int)(Next() % (ulong)limit);

        public T Pick<T>(ReadOnlySpan<T> values) => values[Below(values.Length)];
    }
}
