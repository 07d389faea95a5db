using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Stack, map values and packets.</summary>
internal sealed partial class ProgramGenerator
{
    private MemorySize AnySize() => Pick(MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word, MemorySize.DoubleWord);

    private static int BytesOf(MemorySize size) => size switch
    {
        MemorySize.Byte => 1,
        MemorySize.HalfWord => 2,
        MemorySize.Word => 4,
        _ => 8,
    };

    private short StackOffset(int bytes)
    {
        int at = -random.Next(1, StackBytes / bytes + 1) * bytes;
        return (short)(Careless() ? at + 1 : at);
    }

    private void StackTraffic()
    {
        int passed = Find(Holds.Stack);
        if (passed >= 0 && Chance(0.4))
        {
            // Memory of the caller's frame.
            MemorySize width = AnySize();
            Access((byte)passed, width, (short)(BytesOf(width) * random.Next(16 / BytesOf(width))));
            return;
        }

        for (int i = random.Next(1, 4); i > 0; i--)
        {
            MemorySize size = AnySize();
            short offset = StackOffset(BytesOf(size));
            switch (random.Next(4))
            {
                case 0:
                    code.Add(Instructions.StoreImm(size, Register.FramePointer, offset, Constant()));
                    break;
                case 1:
                    code.Add(Instructions.Store(size, Register.FramePointer, offset, Number()));
                    break;
                default:
                    byte register = Free();
                    code.Add(size != MemorySize.DoubleWord && Chance(0.25)
                        ? Instructions.LoadSignExtend(size, register, Register.FramePointer, offset)
                        : Instructions.Load(size, register, Register.FramePointer, offset));
                    Set(register, Holds.Number);
                    break;
            }
        }
    }

    /// <summary>The stack through a pointer with a variable part.</summary>
    private void VariableStack()
    {
        byte index = SmallNumber(out int limit);
        byte pointer = Free();
        if (pointer == index)
            return;
        code.Add(Instructions.Mov(pointer, Register.FramePointer));
        code.Add(Instructions.Alu64(AluOperation.Add, pointer, index));
        Set(pointer, Holds.Nothing);
        int size = 1 << random.Next(4);
        int lowest = -StackBytes;
        int highest = -limit - size;
        if (Careless())
            highest += 2 * size;
        if (highest < lowest)
            return;
        short offset = (short)random.Next(lowest, highest + 1);
        MemorySize width = Chance(0.7) ? MemorySize.Byte : Pick(MemorySize.HalfWord, MemorySize.Word, MemorySize.DoubleWord);
        if (width != MemorySize.Byte)
        {
            // Stack accesses must be aligned: the index is scaled.
            code.Add(Instructions.Mov(pointer, index));
            code.Add(Instructions.Alu64Imm(AluOperation.And, pointer, 3));
            code.Add(Instructions.Alu64Imm(AluOperation.Lsh, pointer, 3));
            code.Add(Instructions.Alu64(AluOperation.Add, pointer, Register.FramePointer));
            offset = (short)(-8 * random.Next(4, 9));
        }

        switch (random.Next(3))
        {
            case 0:
                code.Add(Instructions.StoreImm(width, pointer, offset, Chance(0.5) ? 0 : Constant()));
                break;
            case 1:
                code.Add(Instructions.Store(width, pointer, offset, Number()));
                break;
            default:
                byte register = Free();
                code.Add(Instructions.Load(width, register, pointer, offset));
                Set(register, Holds.Number, width == MemorySize.Byte ? 255 : -1);
                break;
        }
    }

    /// <summary>A number believed to be small, bounded here when there is none.</summary>
    private byte SmallNumber(out int limit)
    {
        for (byte i = 0; i < 10; i++)
        {
            if (guesses[i].Holds == Holds.Number && guesses[i].Limit is >= 0 and <= 63 && Chance(0.6))
            {
                limit = guesses[i].Limit;
                return i;
            }
        }

        byte register = Number();
        limit = Pick(1, 3, 7, 8, 12, 15);
        if (!Careless())
            code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Greater, register, limit, 0));
        Set(register, Holds.Number, limit);
        return register;
    }

    private void SpillPointer()
    {
        int from = Find(Pick(Holds.Value, Holds.Packet, Holds.ValueOrNull, Holds.PacketEnd, Holds.Context));
        if (from < 0)
            return;
        short slot = (short)(-8 * random.Next(1, 9));
        code.Add(Instructions.Store(MemorySize.DoubleWord, Register.FramePointer, slot, (byte)from));
        if (Chance(0.4))
            Statement();
        if (Careless())
            code.Add(Instructions.StoreImm(AnySize(), Register.FramePointer, slot, 0));
        byte to = Free();
        code.Add(Instructions.Load(MemorySize.DoubleWord, to, Register.FramePointer, slot));
        guesses[to] = guesses[from].Holds == Holds.Nothing ? default : guesses[from];
    }

    private void Lookup()
    {
        int map = Pick(
            ProgramMaps.Array, ProgramMaps.Array, ProgramMaps.Hash, ProgramMaps.PerCpuArray, ProgramMaps.ArrayOfArrays, ProgramMaps.ArrayOfResizableArrays,
            ProgramMaps.ArrayOfResizableArrays, ProgramMaps.HashOfHashes, ProgramMaps.Lru, ProgramMaps.ReadOnlyArray);
        bool isOuter = map is ProgramMaps.ArrayOfArrays or ProgramMaps.ArrayOfResizableArrays or ProgramMaps.HashOfHashes;
        bool constant = PutKey();
        code.Add(Instructions.LoadMapFd(1, map));
        code.Add(Instructions.Call(HelperId.MapLookupElem));
        ClearCallerSaved();
        if (isOuter)
        {
            CheckNull(0, skipsWhenConstant: false);
            PutKey();
            code.Add(Instructions.Mov(1, 0));
            code.Add(Instructions.Call(HelperId.MapLookupElem));
            ClearCallerSaved();
        }

        int bytes = map switch
        {
            ProgramMaps.Hash => 24,
            ProgramMaps.PerCpuArray or ProgramMaps.Lru => 8,
            ProgramMaps.ReadOnlyArray => 32,
            _ => 16,
        };
        CheckNull(0, constant && map is ProgramMaps.Array or ProgramMaps.PerCpuArray or ProgramMaps.ArrayOfArrays or ProgramMaps.ArrayOfResizableArrays);
        Set(0, Holds.Value, bytes);
        if (Chance(0.7))
            Move(SavedRegister(), 0);
    }

    /// <summary>Leaves r2 at a key on the stack; true when it is a small constant.</summary>
    private bool PutKey()
    {
        short at = (short)(-4 * random.Next(1, 17));
        bool constant = Chance(0.5);
        if (constant)
            code.Add(Instructions.StoreImm(Chance(0.8) ? MemorySize.Word : MemorySize.DoubleWord, Register.FramePointer, Align(at), random.Next(6)));
        else
            code.Add(Instructions.Store(MemorySize.Word, Register.FramePointer, at, Number()));
        code.Add(Instructions.Mov(2, Register.FramePointer));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 2, constant ? Align(at) : at));
        return constant;
    }

    private static short Align(short at) => (short)(at & ~7);

    private void CheckNull(byte register, bool skipsWhenConstant)
    {
        if (Careless() || (skipsWhenConstant && Chance(0.4)))
            return;
        int go = code.NewLabel();
        switch (random.Next(4))
        {
            case 0:
                code.AddTo(go, Instructions.JumpIfImm(JumpOperation.NotEqual, register, 0, 0));
                code.AddTo(exit, Instructions.Jump(0));
                code.Mark(go);
                break;
            case 1:
                // The copy is tested, the original used.
                code.Add(Instructions.Mov(5, register));
                code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Equal, 5, 0, 0));
                break;
            default:
                code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Equal, register, 0, 0));
                break;
        }
    }

    private void DirectValue()
    {
        byte register = Free();
        bool constant = Chance(0.3);
        int offset = 4 * random.Next(constant ? 4 : 10);
        code.Add(Instructions.LoadMapValue(register, constant ? ProgramMaps.Constants : ProgramMaps.Globals, offset));
        Set(register, Holds.Value, (constant ? 16 : 64) - offset);
    }

    private void AccessValue()
    {
        int value = Find(Holds.Value);
        if (value < 0)
        {
            Lookup();
            value = Find(Holds.Value);
            if (value < 0)
                return;
        }

        byte pointer = (byte)value;
        int limit = guesses[pointer].Limit;
        MemorySize size = AnySize();
        int bytes = BytesOf(size);
        int offset = random.Next(Math.Max(limit - bytes, 0) + 1);
        if (Chance(0.5))
        {
            byte index = SmallNumber(out int reach);
            byte moved = Free();
            if (moved != index && moved != pointer)
            {
                code.Add(Instructions.Mov(moved, pointer));
                bool subtracts = Chance(0.15);
                code.Add(Instructions.Alu64(subtracts ? AluOperation.Sub : AluOperation.Add, moved, index));
                int left = limit - bytes - reach;
                Set(moved, Holds.Nothing);
                if (left < 0 && !Careless())
                    return;
                offset = subtracts ? reach : random.Next(Math.Max(left, 0) + 1);
                pointer = moved;
            }
        }

        if (Careless())
            offset += Pick(1, bytes, -offset - 1);
        Access(pointer, size, (short)offset);
    }

    private void Access(byte pointer, MemorySize size, short offset)
    {
        switch (random.Next(4))
        {
            case 0:
                code.Add(Instructions.StoreImm(size, pointer, offset, Constant()));
                break;
            case 1:
                code.Add(Instructions.Store(size, pointer, offset, Number()));
                break;
            default:
                byte register = Free();
                code.Add(size != MemorySize.DoubleWord && Chance(0.2)
                    ? Instructions.LoadSignExtend(size, register, pointer, offset)
                    : Instructions.Load(size, register, pointer, offset));
                Set(register, Holds.Number, size == MemorySize.Byte ? 255 : -1);
                break;
        }
    }

    private void LoadPacketBounds()
    {
        (short data, short end) = type == ProgramType.Xdp ? ((short)0, (short)4) : ((short)76, (short)80);
        byte start = Pick<byte>(7, 8);
        code.Add(Instructions.Load(MemorySize.Word, start, ContextRegister, data));
        code.Add(Instructions.Load(MemorySize.Word, 9, ContextRegister, end));
        Set(start, Holds.Packet, 0);
        Set(9, Holds.PacketEnd);
    }

    /// <summary>Compares a packet pointer with the end, in any of the ways that compilers write, then accesses what was proven.</summary>
    private void PacketCheck()
    {
        int start = Find(Holds.Packet);
        int end = Find(Holds.PacketEnd);
        if (start < 0 || end < 0)
        {
            LoadPacketBounds();
            start = Find(Holds.Packet);
            end = 9;
        }

        byte pointer = Free();
        byte limit = (byte)end;
        byte origin = (byte)start;
        if (pointer == origin || pointer == limit)
            return;
        int bytes = Pick(1, 2, 4, 8, 14, 20, 34, 40);
        if (Chance(0.35))
        {
            byte index = SmallNumber(out _);
            if (index == pointer || index == origin || index == limit)
                return;
            byte based = Pick<byte>(0, 1, 2, 3, 4, 5);
            if (based == index || based == pointer || based == origin || based == limit)
                return;
            if (Chance(0.5))
            {
                code.Add(Instructions.Mov(based, origin));
                code.Add(Instructions.Alu64(AluOperation.Add, based, index));
            }
            else
            {
                code.Add(Instructions.Mov(based, index));
                code.Add(Instructions.Alu64(AluOperation.Add, based, origin));
            }

            Set(based, Holds.Packet, 0);
            origin = based;
        }

        code.Add(Instructions.Mov(pointer, origin));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, pointer, bytes));
        Set(pointer, Holds.Packet, 0);
        int proven = bytes;
        int over = code.NewLabel();
        switch (random.Next(8))
        {
            case 0:
                code.AddTo(exit, Instructions.JumpIf(JumpOperation.Less, limit, pointer, 0));
                break;
            case 1:
                code.AddTo(over, Instructions.JumpIf(JumpOperation.LessOrEqual, pointer, limit, 0));
                code.AddTo(exit, Instructions.Jump(0));
                break;
            case 2:
                code.AddTo(over, Instructions.JumpIf(JumpOperation.GreaterOrEqual, limit, pointer, 0));
                code.AddTo(exit, Instructions.Jump(0));
                break;
            case 3:
                code.AddTo(exit, Instructions.JumpIf(JumpOperation.GreaterOrEqual, pointer, limit, 0));
                proven = bytes + 1;
                break;
            case 4:
                code.AddTo(exit, Instructions.JumpIf(JumpOperation.LessOrEqual, limit, pointer, 0));
                proven = bytes + 1;
                break;
            case 5:
                code.AddTo(over, Instructions.JumpIf(JumpOperation.Less, pointer, limit, 0));
                code.AddTo(exit, Instructions.Jump(0));
                proven = bytes + 1;
                break;
            default:
                code.AddTo(exit, Instructions.JumpIf(Careless() ? Pick<JumpOperation>(Comparisons) : JumpOperation.Greater, pointer, limit, 0));
                break;
        }

        code.Mark(over);
        if (guesses[origin].Holds == Holds.Packet)
            Set(origin, Holds.Packet, proven);
        MemorySize size = AnySize();
        int width = BytesOf(size);
        if (width > proven)
            return;
        int offset = Chance(0.4) ? proven - width : random.Next(proven - width + 1);
        if (Careless())
            offset += Pick(1, -1);
        bool throughEnd = Chance(0.3);
        Access(throughEnd ? pointer : origin, size, (short)(throughEnd ? offset - bytes : offset));
    }

    private void ContextField()
    {
        if (guesses[ContextRegister].Holds != Holds.Context)
            return;
        byte register = Free();
        MemorySize size = AnySize();
        short offset = (short)(BytesOf(size) * random.Next(24));
        if (IsSkb && Chance(0.4))
        {
            // cb[] and mark
            code.Add(Instructions.Store(MemorySize.Word, ContextRegister, Pick<short>(48, 52, 56, 60, 64), Number()));
            return;
        }

        if (Chance(0.2) || Careless())
        {
            code.Add(Instructions.Load(size, register, ContextRegister, offset));
            Set(register, Holds.Number);
            return;
        }

        LoadContextNumber(register);
        Set(register, Holds.Number);
    }

    private void Atomic()
    {
        MemorySize size = Pick(MemorySize.Word, MemorySize.DoubleWord);
        int value = Find(Holds.Value);
        byte pointer = Register.FramePointer;
        short offset = StackOffset(BytesOf(size));
        if (value >= 0 && Chance(0.6))
        {
            pointer = (byte)value;
            offset = (short)(BytesOf(size) * random.Next(Math.Max(guesses[value].Limit / BytesOf(size), 1)));
        }

        byte operand = Number();
        AtomicOperation operation = Pick(AtomicOperation.Add, AtomicOperation.And, AtomicOperation.Or, AtomicOperation.Xor);
        switch (random.Next(6))
        {
            case 0:
                code.Add(Instructions.Atomic(AtomicOperation.Exchange, size, pointer, offset, operand));
                break;
            case 1 when guesses[0].Holds == Holds.Number:
                code.Add(Instructions.Atomic(AtomicOperation.CompareExchange, size, pointer, offset, operand));
                Set(0, Holds.Number);
                break;
            case 2:
                code.Add(Instructions.LoadAcquire(size, operand, pointer, offset));
                break;
            case 3:
                code.Add(Instructions.StoreRelease(size, pointer, offset, operand));
                break;
            default:
                code.Add(Instructions.Atomic(operation | (Chance(0.5) ? AtomicOperation.Fetch : 0), size, pointer, offset, operand));
                break;
        }

        Set(operand, Holds.Number);
    }
}
