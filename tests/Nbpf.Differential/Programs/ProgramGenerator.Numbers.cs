using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Arithmetic, bounds and control flow.</summary>
internal sealed partial class ProgramGenerator
{
    private static readonly AluOperation[] BinaryOperations =
    [
        AluOperation.Add, AluOperation.Sub, AluOperation.Mul, AluOperation.Div, AluOperation.Or, AluOperation.And, AluOperation.Lsh,
        AluOperation.Rsh, AluOperation.Mod, AluOperation.Xor, AluOperation.Mov, AluOperation.Arsh,
    ];

    private static readonly JumpOperation[] Comparisons =
    [
        JumpOperation.Equal, JumpOperation.Greater, JumpOperation.GreaterOrEqual, JumpOperation.BitsSet, JumpOperation.NotEqual,
        JumpOperation.SignedGreater, JumpOperation.SignedGreaterOrEqual, JumpOperation.Less, JumpOperation.LessOrEqual,
        JumpOperation.SignedLess, JumpOperation.SignedLessOrEqual,
    ];

    private void Arithmetic()
    {
        byte register = Number();
        guesses[register] = new(Holds.Number);
        switch (random.Next(10))
        {
            case 0:
                code.Add(Chance(0.5) ? Instructions.Neg(register) : Instructions.Neg32(register));
                break;
            case 1:
                int width = Pick(16, 32, 64);
                code.Add(Pick(Instructions.ByteSwap(register, width), Instructions.ToBigEndian(register, width), Instructions.ToLittleEndian(register, width)));
                break;
            case 2:
                byte source = Number();
                code.Add(Chance(0.5)
                    ? Instructions.MovSignExtend(register, source, Pick<short>(8, 16, 32))
                    : Instructions.Mov32SignExtend(register, source, Pick<short>(8, 16)));
                break;
            default:
                Binary(register);
                break;
        }
    }

    private void Binary(byte register)
    {
        AluOperation operation = Pick<AluOperation>(BinaryOperations);
        bool is32 = Chance(0.4);
        bool isShift = operation is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh;
        bool isDivision = operation is AluOperation.Div or AluOperation.Mod;
        Instruction instruction;
        if (Chance(0.5))
        {
            byte source = Number();
            instruction = is32 ? Instructions.Alu32(operation, register, source) : Instructions.Alu64(operation, register, source);
        }
        else
        {
            int immediate = isShift ? random.Next(is32 ? 32 : 64) : isDivision ? Constant() | 1 : Constant();
            instruction = is32 ? Instructions.Alu32Imm(operation, register, immediate) : Instructions.Alu64Imm(operation, register, immediate);
        }

        code.Add(isDivision && Chance(0.4) ? Instructions.Signed(instruction) : instruction);
    }

    /// <summary>Leaves the function, or skips to the exit, unless a number is small.</summary>
    private void Bound()
    {
        byte register = Number();
        int limit = Pick(1, 3, 7, 8, 12, 15, 16, 31, 63);
        switch (random.Next(8))
        {
            case 0:
                code.Add(Instructions.Alu64Imm(AluOperation.And, register, limit | 1));
                limit |= 1;
                break;
            case 1:
                code.Add(Instructions.Alu32Imm(AluOperation.And, register, limit));
                break;
            case 2:
                code.Add(Instructions.Alu64Imm(AluOperation.Mod, register, limit + 1));
                break;
            case 3:
                code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.SignedGreater, register, limit, 0));
                if (!Careless())
                    code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.SignedLess, register, 0, 0));
                break;
            case 4:
                code.AddTo(exit, Instructions.Jump32IfImm(JumpOperation.Greater, register, limit, 0));
                if (!Careless())
                    code.Add(Instructions.Mov32(register, register));
                break;
            case 5:
                byte other = Free();
                code.Add(Instructions.MovImm(other, limit));
                Set(other, Holds.Number, limit);
                code.AddTo(exit, Chance(0.5)
                    ? Instructions.JumpIf(JumpOperation.Greater, register, other, 0)
                    : Instructions.JumpIf(JumpOperation.Less, other, register, 0));
                break;
            case 6:
                code.AddTo(exit, Instructions.JumpIfImm(Careless() ? Pick<JumpOperation>(Comparisons) : JumpOperation.GreaterOrEqual, register, limit + 1, 0));
                break;
            default:
                code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Greater, register, limit, 0));
                break;
        }

        Set(register, Holds.Number, Careless() ? limit / 2 : limit);
    }

    /// <summary>Copies a number, adds a constant to one of the two, and bounds the other.</summary>
    private void LinkedBound()
    {
        byte first = Number();
        byte second = Free();
        if (first == second)
            return;
        code.Add(Chance(0.6) ? Instructions.Mov(second, first) : Instructions.Mov32(second, first));
        guesses[second] = guesses[first];
        int limit = Pick(3, 7, 12, 15, 31);
        int added = Chance(0.6) ? Pick(1, 2, 4, -1, -4, 8) : 0;
        byte moved = Chance(0.5) ? first : second;
        if (added != 0)
        {
            bool is32 = Chance(0.3);
            code.Add(is32 ? Instructions.Alu32Imm(AluOperation.Add, moved, added) : Instructions.Alu64Imm(AluOperation.Add, moved, added));
        }

        byte tested = Chance(0.5) ? first : second;
        byte used = tested == first ? second : first;
        if (Chance(0.3))
        {
            int slot = 8 * random.Next(1, 9);
            MemorySize size = Pick(MemorySize.Word, MemorySize.DoubleWord, MemorySize.DoubleWord);
            code.Add(Instructions.Store(size, Register.FramePointer, (short)-slot, used));
            code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Greater, tested, limit, 0));
            code.Add(Instructions.Load(size, used, Register.FramePointer, (short)-slot));
        }
        else
        {
            code.AddTo(exit, Chance(0.8)
                ? Instructions.JumpIfImm(JumpOperation.Greater, tested, limit, 0)
                : Instructions.Jump32IfImm(JumpOperation.Greater, tested, limit, 0));
        }

        Set(tested, Holds.Number, limit);
        int reach = limit + (moved == used ? added : -added);
        Set(used, Holds.Number, added >= 0 || Careless() ? Math.Max(reach, 0) : -1);
    }

    private void If()
    {
        byte register = Number();
        int skip = code.NewLabel();
        JumpOperation operation = Pick<JumpOperation>(Comparisons);
        if (Chance(0.6))
        {
            int immediate = Constant();
            code.AddTo(skip, Chance(0.6)
                ? Instructions.JumpIfImm(operation, register, immediate, 0)
                : Instructions.Jump32IfImm(operation, register, immediate, 0));
        }
        else
        {
            byte other = Number();
            code.AddTo(skip, Chance(0.6)
                ? Instructions.JumpIf(operation, register, other, 0)
                : Instructions.Jump32If(operation, register, other, 0));
        }

        Guess[] before = [.. guesses];
        Block(random.Next(1, 4));
        if (Chance(0.4))
        {
            int end = code.NewLabel();
            code.AddTo(end, Instructions.Jump(0));
            code.Mark(skip);
            Guess[] after = guesses;
            guesses = before;
            Block(random.Next(1, 3));
            before = guesses;
            guesses = after;
            code.Mark(end);
        }
        else
        {
            code.Mark(skip);
        }

        for (int i = 0; i < guesses.Length; i++)
        {
            if (guesses[i] != before[i] && !Careless())
            {
                guesses[i] = guesses[i].Holds == before[i].Holds && guesses[i].Holds == Holds.Number
                    ? new(Holds.Number)
                    : default;
            }
        }
    }

    private void Block(int statements)
    {
        depth++;
        for (int i = 0; i < statements; i++)
            Statement();
        depth--;
    }

    /// <summary>A loop of a few rounds, counted in a register that calls keep or on the stack.</summary>
    private void Loop()
    {
        byte counter = SavedRegister();
        if (guesses[counter].Holds is not (Holds.Nothing or Holds.Number))
            return;
        int rounds = random.Next(2, 7);
        hasLoop = true;
        code.Add(Instructions.MovImm(counter, 0));
        Set(counter, Holds.Context, rounds - 1);
        Guess[] before = [.. guesses];
        int head = code.NewLabel();
        code.Mark(head);
        int end = code.NewLabel();
        if (Chance(0.5))
        {
            byte index = (byte)random.Next(6);
            code.Add(Instructions.Mov(index, counter));
            Set(index, Holds.Number, rounds - 1);
            before[index] = default;
        }

        depth += 2;
        for (int i = random.Next(1, 3); i > 0; i--)
            Statement();
        depth -= 2;
        for (int i = 0; i < guesses.Length; i++)
        {
            if (guesses[i] != before[i] && i != counter)
                guesses[i] = default;
        }

        code.Add(Instructions.Alu64Imm(AluOperation.Add, counter, 1));
        code.AddTo(head, Chance(0.5)
            ? Instructions.JumpIfImm(JumpOperation.Less, counter, rounds, 0)
            : Instructions.JumpIfImm(JumpOperation.NotEqual, counter, rounds, 0));
        code.Mark(end);
        Set(counter, Holds.Number, rounds);
    }
}
