using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Writes programs that the verifier mostly accepts: it keeps a rough belief of what each register holds and chooses statements
/// that fit. With a chance drawn per program it leaves out or garbles a check; <see cref="Mutation"/> changes single instructions afterwards.
/// </summary>
internal sealed partial class ProgramGenerator
{
    private const byte ContextRegister = 6;
    private const int StackBytes = 64;

    private readonly Random random;
    private readonly ProgramType type;
    private readonly double carelessness;
    private readonly CodeBuilder code = new();
    private readonly Queue<(int Label, FunctionKind Kind)> functions = new();
    private readonly List<FunctionKind> kinds = [];
    private Guess[] guesses = new Guess[Register.Count];
    private int exit;
    private int depth;
    private int functionCount;
    private bool hasLoop;
    private readonly bool isBroad;

    private ProgramGenerator(Random random, bool isBroad)
    {
        this.random = random;
        this.isBroad = isBroad;
        type = Pick(ProgramType.Xdp, ProgramType.Xdp, ProgramType.SchedCls, ProgramType.SchedAct, ProgramType.SocketFilter, ProgramType.RawTracepoint, ProgramType.Syscall);
        carelessness = Pick(0, 0, 0.03, 0.15);
    }

    private bool IsTrafficControl => type is ProgramType.SchedCls or ProgramType.SchedAct;

    private bool HasPacket => type == ProgramType.Xdp || IsTrafficControl;

    private bool IsSkb => IsTrafficControl || type == ProgramType.SocketFilter;

    /// <summary>The program that a seed stands for: what Linux's recorded answers and the known differences are about.</summary>
    public static RandomProgram Generate(int seed) => Generate(seed, isBroad: false);

    /// <summary>The program that a seed stands for, of all statements that there are.</summary>
    public static RandomProgram GenerateBroad(int seed) => Generate(seed, isBroad: true);

    private static RandomProgram Generate(int seed, bool isBroad)
    {
        Random random = new(seed);
        ProgramGenerator generator = new(random, isBroad);
        RandomProgram program = new(generator.type, generator.Write(), generator.Flags(), [.. generator.kinds], IsMutated: false);
        return random.Next(5) < 2 ? program with { Code = Mutation.Apply(random, program.Code), IsMutated = true } : program;
    }

    /// <summary>Flags that make the verifier look closer: checkpoints everywhere, contradictory bounds refused, alignment.</summary>
    private ProgramFlags Flags()
    {
        ProgramFlags flags = type == ProgramType.Syscall ? ProgramFlags.Sleepable : ProgramFlags.None;
        // A loop that never converges would store a state at each of a million instructions: gigabytes.
        if (Chance(0.6) && !hasLoop)
            flags |= ProgramFlags.TestStateFreq;
        if (Chance(0.2))
            flags |= ProgramFlags.TestRegInvariants;
        if (Chance(0.04))
            flags |= ProgramFlags.StrictAlignment;
        return flags;
    }

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private bool Chance(double share) => random.NextDouble() < share;

    private bool Careless() => Chance(carelessness);

    private Instruction[] Write()
    {
        WriteFunction(null);
        while (functions.TryDequeue(out (int Label, FunctionKind Kind) function))
        {
            code.Mark(function.Label);
            kinds.Add(function.Kind);
            WriteFunction(function.Kind);
        }

        return code.Build();
    }

    private void WriteFunction(FunctionKind? kind)
    {
        exit = code.NewLabel();
        guesses = new Guess[Register.Count];
        guesses[Register.FramePointer] = new(Holds.Stack);
        if (kind is FunctionKind.Leaving)
        {
            WriteLeavingFunction();
            return;
        }

        if (kind is FunctionKind.Answering)
        {
            WriteAnsweringFunction();
            return;
        }

        bool isMain = kind is null;
        bool isCallback = kind == FunctionKind.Callback;
        bool hasContext = kind is null or FunctionKind.Static;
        switch (kind)
        {
            case null:
                guesses[1] = new(Holds.Context);
                break;
            case FunctionKind.Callback:
                guesses[1] = new(Holds.Number);
                guesses[2] = new(Holds.Stack);
                break;
            case FunctionKind.GlobalNumbers:
                guesses[1] = new(Holds.Number);
                guesses[2] = new(Holds.Number);
                break;
            case FunctionKind.GlobalMemory:
                guesses[1] = new(Holds.ValueOrNull, TestKernel.MemoryBytes);
                guesses[2] = new(Holds.Number);
                break;
            default:
                guesses[1] = new(Holds.Context);
                guesses[2] = new(Holds.Number, 15);
                guesses[3] = new(Holds.Stack);
                break;
        }

        for (int at = 8; at <= StackBytes; at += 8)
            code.Add(Instructions.StoreImm(MemorySize.DoubleWord, Register.FramePointer, (short)-at, Chance(0.5) ? 0 : random.Next(20)));
        if (kind == FunctionKind.GlobalMemory && !Careless())
        {
            code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Equal, 1, 0, 0));
            Set(1, Holds.Value, TestKernel.MemoryBytes);
            Move(SavedRegister(), 1);
        }

        if (hasContext)
            Move(ContextRegister, 1);
        if (HasPacket && hasContext && Chance(0.8))
            LoadPacketBounds();
        int statements = isMain ? random.Next(4, 16) : random.Next(1, 6);
        for (int i = 0; i < statements; i++)
            Statement();

        byte result = Number();
        if (isCallback)
            code.Add(Instructions.Alu64Imm(AluOperation.And, result, Careless() ? 3 : 1));
        code.Add(Instructions.Mov(0, result));
        code.Add(Instructions.Exit());
        code.Mark(exit);
        code.Add(Instructions.MovImm(0, isCallback ? 1 : random.Next(4)));
        code.Add(Instructions.Exit());
    }

    private void Statement()
    {
        if (isBroad && depth < 3 && Chance(0.4))
        {
            BroadStatement();
            return;
        }

        int kind = random.Next(106);
        Action statement = kind switch
        {
            < 14 => Arithmetic,
            < 20 => LinkedBound,
            < 27 => Bound,
            < 36 => StackTraffic,
            < 41 => VariableStack,
            < 45 => SpillPointer,
            < 53 => Lookup,
            < 62 => AccessValue,
            < 65 => DirectValue,
            < 68 => ChangeMap,
            < 77 => HasPacket ? PacketCheck : AccessValue,
            < 80 => Atomic,
            < 84 => HelperMemory,
            < 86 => HasPacket ? MovePacket : LegacyLoad,
            < 91 => If,
            < 93 => Loop,
            < 95 => CallFunction,
            < 97 => CallLoop,
            < 98 => TailCall,
            < 99 => ContextField,
            _ => Rarity,
        };
        if (depth > 3 && kind is >= 86 and < 97)
            statement = Arithmetic;
        statement();
    }

    /// <summary>A register to overwrite: a pointer that is still of use is spared mostly.</summary>
    private byte Free()
    {
        for (int attempt = 0; attempt < 6; attempt++)
        {
            byte register = (byte)random.Next(10);
            if (register != ContextRegister && guesses[register].Holds is Holds.Nothing or Holds.Number)
                return register;
        }

        return (byte)random.Next(6);
    }

    /// <summary>A register that is believed to hold what is asked for, or -1.</summary>
    private int Find(Holds holds)
    {
        int start = random.Next(10);
        for (int i = 0; i < 10; i++)
        {
            int register = (start + i) % 10;
            if (guesses[register].Holds == holds)
                return register;
        }

        return -1;
    }

    private void Set(byte register, Holds holds, int limit = -1) => guesses[register] = new(holds, limit);

    private void Move(byte to, byte from)
    {
        code.Add(Instructions.Mov(to, from));
        guesses[to] = guesses[from];
    }

    /// <summary>A register with a number, made when there is none.</summary>
    private byte Number()
    {
        int found = Chance(0.8) ? Find(Holds.Number) : -1;
        if (found >= 0)
            return (byte)found;
        byte register = Free();
        NewNumber(register);
        return register;
    }

    private void NewNumber(byte register)
    {
        int value = Find(Holds.Value);
        if (value >= 0 && guesses[value].Limit >= 8 && Chance(0.5))
        {
            MemorySize size = Pick(MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word, MemorySize.DoubleWord);
            code.Add(size != MemorySize.DoubleWord && Chance(0.25)
                ? Instructions.LoadSignExtend(size, register, (byte)value, 0)
                : Instructions.Load(size, register, (byte)value, 0));
        }
        else if (guesses[ContextRegister].Holds == Holds.Context && Chance(0.5))
        {
            LoadContextNumber(register);
        }
        else if (Chance(0.2))
        {
            code.Add(Instructions.LoadImm64(register, (ulong)Constant() ^ ((ulong)random.Next() << 33)));
        }
        else
        {
            code.Add(Instructions.MovImm(register, Constant()));
        }

        Set(register, Holds.Number);
    }

    private void LoadContextNumber(byte register)
    {
        switch (type)
        {
            case ProgramType.Xdp:
                code.Add(Instructions.Load(MemorySize.Word, register, ContextRegister, Pick<short>(12, 16)));
                break;
            case ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.SocketFilter:
                code.Add(Instructions.Load(MemorySize.Word, register, ContextRegister, Pick<short>(0, 4, 8, 16, 48, 52)));
                break;
            default:
                code.Add(Instructions.Load(MemorySize.DoubleWord, register, ContextRegister, Pick<short>(0, 8, 16)));
                break;
        }
    }

    private int Constant() => random.Next(8) switch
    {
        0 => -1,
        1 => int.MinValue,
        2 => int.MaxValue,
        3 => -random.Next(64),
        4 => 1 << random.Next(31),
        _ => random.Next(24),
    };

    private void ClearCallerSaved()
    {
        for (byte i = 0; i <= Register.ArgumentCount; i++)
            Set(i, Holds.Nothing);
    }

    private byte SavedRegister() => Pick<byte>(7, 8, 9);
}
