using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Statements for oracles that look at what the verifier keeps: two values that meet at one instruction and must not be taken for one
/// another, numbers that are copied and then changed, functions with several ways out.
/// </summary>
internal sealed partial class ProgramGenerator
{
    private void BroadStatement()
    {
        Action statement = random.Next(20) switch
        {
            < 3 => ExtendedFill,
            < 5 => ExtendedCopy,
            < 9 => Pair,
            < 12 => CallWithExits,
            < 13 => SumOfMaybeNothing,
            < 14 => NegativeDistance,
            < 15 => TwoRecords,
            < 16 => CallLoopWithAnswer,
            < 17 => HugeLookup,
            _ => Distance,
        };
        statement();
    }

    /// <summary>A number of known width spilled, then filled at another width or sign: a copy only when the value cannot have changed.</summary>
    private void ExtendedFill()
    {
        byte number = WideNumber();
        short slot = (short)(-8 * random.Next(1, (StackBytes / 8) + 1));
        MemorySize spilled = Pick(MemorySize.DoubleWord, MemorySize.DoubleWord, MemorySize.Word, MemorySize.HalfWord);
        code.Add(Instructions.Store(spilled, Register.FramePointer, slot, number));
        byte target = Other(number);
        MemorySize filled = AnySize();
        code.Add(filled != MemorySize.DoubleWord && Chance(0.6)
            ? Instructions.LoadSignExtend(filled, target, Register.FramePointer, slot)
            : Instructions.Load(filled, target, Register.FramePointer, slot));
        Set(target, Holds.Number);
        CompareEither(number, target);
    }

    /// <summary>The same with moves: extended, truncated, swapped.</summary>
    private void ExtendedCopy()
    {
        byte number = WideNumber();
        byte target = Other(number);
        code.Add(random.Next(8) switch
        {
            0 or 1 => Instructions.Mov32(target, number),
            2 or 3 => Instructions.MovSignExtend(target, number, Pick<short>(8, 16, 32)),
            4 => Instructions.Mov32SignExtend(target, number, Pick<short>(8, 16)),
            _ => Instructions.Mov(target, number),
        });
        Set(target, Holds.Number);
        if (Chance(0.3))
            code.Add(Pick(Instructions.ByteSwap(target, 64), Instructions.ToBigEndian(target, Pick(16, 32)), Instructions.ToLittleEndian(target, Pick(16, 32)), Instructions.Neg(target)));
        if (Chance(0.3))
            code.Add(Chance(0.5) ? Instructions.Alu64Imm(AluOperation.Add, target, Edge()) : Instructions.Alu32Imm(AluOperation.Add, target, Edge()));
        CompareEither(number, target);
    }

    private void CompareEither(byte first, byte second)
    {
        byte tested = Chance(0.5) ? first : second;
        JumpOperation operation = Pick<JumpOperation>(Comparisons);
        int edge = Edge();
        code.AddTo(exit, Chance(0.7) ? Instructions.JumpIfImm(operation, tested, edge, 0) : Instructions.Jump32IfImm(operation, tested, edge, 0));
        Set(first, Holds.Number);
        Set(second, Holds.Number);
        if (Chance(0.5))
            return;
        byte used = tested == first ? second : first;
        int limit = Pick(7, 15, 63);
        code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Greater, used, limit, 0));
        Set(used, Holds.Number, limit);
    }

    /// <summary>A number that reaches a power of two, or one step past it.</summary>
    private byte WideNumber()
    {
        byte number = Free();
        NewNumber(number);
        switch (random.Next(5))
        {
            case 0:
                code.Add(Instructions.Alu64Imm(AluOperation.And, number, Pick(0x7f, 0xff, 0x1ff, 0x7fff, 0xffff)));
                break;
            case 1:
                code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Greater, number, Pick(0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff), 0));
                break;
            case 2:
                byte edge = Other(number);
                code.Add(Instructions.LoadImm64(edge, Pick(0x7fffffffUL, 0x80000000UL, 0xffffffffUL, 0x100000000UL, 0x1ffffffffUL)));
                code.AddTo(exit, Instructions.JumpIf(JumpOperation.Greater, number, edge, 0));
                Set(edge, Holds.Number);
                break;
            case 3:
                code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.SignedGreater, number, Edge(), 0));
                code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.SignedLess, number, Edge(), 0));
                break;
            default:
                code.Add(Instructions.Mov32(number, number));
                break;
        }

        Set(number, Holds.Number);
        return number;
    }

    private int Edge() => Pick(-1, 0, 1, 7, 8, 0x7f, 0x80, 0xfe, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, int.MaxValue, int.MinValue, -128, -129);

    private byte Other(byte register)
    {
        byte other = Free();
        while (other == register)
            other = (byte)random.Next(6);
        return other;
    }

    /// <summary>Two values meet: the safe one's path is explored first, the other's ends at the same place. Then the value goes a long way and is relied on.</summary>
    private void Pair()
    {
        byte value = Meet();
        short slot = (short)(-8 * random.Next(2, (StackBytes / 8) + 1));
        byte result = Other(value);
        switch (random.Next(6))
        {
            case 0:
                MemorySize size = AnySize();
                code.Add(Instructions.Store(size, Register.FramePointer, slot, value));
                MaybeJump();
                code.Add(Instructions.Load(size, result, Register.FramePointer, slot));
                break;
            case 1:
                ExchangePair(value, slot, ref result);
                break;
            case 2:
                // One of two slots is hit, by a pointer with a variable part.
                byte index = SmallNumber(out _);
                if (index == value)
                    return;
                code.Add(Instructions.StoreImm(MemorySize.DoubleWord, Register.FramePointer, slot, 0));
                code.Add(Instructions.StoreImm(MemorySize.DoubleWord, Register.FramePointer, (short)(slot + 8), 0));
                byte pointer = Other(value);
                code.Add(Instructions.Mov(pointer, index));
                code.Add(Instructions.Alu64Imm(AluOperation.And, pointer, 8));
                code.Add(Instructions.Alu64(AluOperation.Add, pointer, Register.FramePointer));
                code.Add(Instructions.Store(MemorySize.Byte, pointer, slot, value));
                Set(pointer, Holds.Nothing);
                code.Add(Instructions.Load(Pick(MemorySize.Byte, MemorySize.DoubleWord), result, Register.FramePointer, slot));
                break;
            case 3:
                // One store, of one slot on the one path, of its neighbour on the other.
                code.Add(Instructions.Store(MemorySize.DoubleWord, Register.FramePointer, slot, value));
                code.Add(Instructions.StoreImm(MemorySize.DoubleWord, Register.FramePointer, (short)(slot + 8), 0));
                MaybeJump();
                byte place = Other(value);
                byte condition = Number();
                if (place == condition)
                    return;
                int over = code.NewLabel();
                code.Add(Instructions.Mov(place, Register.FramePointer));
                code.AddTo(over, Instructions.JumpIfImm(Pick<JumpOperation>(Comparisons), condition, Edge(), 0));
                code.Add(Instructions.Alu64Imm(AluOperation.Add, place, 8));
                code.Mark(over);
                code.Add(Instructions.StoreImm(MemorySize.DoubleWord, place, slot, random.Next(3)));
                Set(place, Holds.Nothing);
                code.Add(Instructions.Load(MemorySize.DoubleWord, result, Register.FramePointer, slot));
                break;
            case 4:
                code.Add(Chance(0.5) ? Instructions.Mov32(result, value) : Instructions.MovSignExtend(result, value, Pick<short>(8, 16, 32)));
                Binary(result);
                break;
            default:
                code.Add(Instructions.Mov(result, value));
                MaybeJump();
                break;
        }

        Set(result, Holds.Number);
        RelyOn(result);
    }

    private void ExchangePair(byte value, short slot, ref byte result)
    {
        MemorySize size = Pick(MemorySize.Word, MemorySize.DoubleWord);
        code.Add(Instructions.Store(size, Register.FramePointer, slot, value));
        byte operand = Other(value);
        code.Add(Instructions.MovImm(operand, random.Next(8)));
        switch (random.Next(5))
        {
            case 0 or 1 when operand != 0 && value != 0:
                code.Add(Instructions.MovImm(0, random.Next(8)));
                code.Add(Instructions.Atomic(AtomicOperation.CompareExchange, size, Register.FramePointer, slot, operand));
                Set(0, Holds.Number);
                result = 0;
                break;
            case 2:
                code.Add(Instructions.Atomic(AtomicOperation.Exchange, size, Register.FramePointer, slot, operand));
                result = operand;
                break;
            case 3:
                code.Add(Instructions.LoadAcquire(size, operand, Register.FramePointer, slot));
                result = operand;
                break;
            default:
                code.Add(Instructions.Atomic(Pick(AtomicOperation.Add, AtomicOperation.Or, AtomicOperation.And, AtomicOperation.Xor) | AtomicOperation.Fetch, size, Register.FramePointer, slot, operand));
                if (Chance(0.5))
                    code.Add(Instructions.Load(size, result, Register.FramePointer, slot));
                else
                    result = operand;
                break;
        }

        Set(operand, Holds.Number);
    }

    /// <summary>A register that holds one of two constants, by a number that the verifier does not know.</summary>
    private byte Meet()
    {
        byte condition = Number();
        byte value = Chance(0.5) ? SavedRegister() : Other(condition);
        if (value == condition || guesses[value].Holds is Holds.Context or Holds.Packet or Holds.PacketEnd)
            value = (byte)((condition + 1) % 6);
        int first = Pick(0, 1, 4, 8), second = Pick(0, 1, 2, 8, 16);
        code.Add(Instructions.MovImm(value, second));
        int meet = code.NewLabel();
        JumpOperation operation = Pick<JumpOperation>(Comparisons);
        code.AddTo(meet, Chance(0.7) ? Instructions.JumpIfImm(operation, condition, Edge(), 0) : Instructions.Jump32IfImm(operation, condition, Edge(), 0));
        code.Add(Instructions.MovImm(value, first));
        code.Mark(meet);
        Set(value, Holds.Number, Math.Max(first, second));
        MaybeJump();
        return value;
    }

    /// <summary>A place where paths meet, and so perhaps a checkpoint.</summary>
    private void MaybeJump()
    {
        if (Chance(0.3))
            return;
        byte condition = Number();
        int next = code.NewLabel();
        code.AddTo(next, Instructions.JumpIfImm(Pick<JumpOperation>(Comparisons), condition, Edge(), 0));
        if (Chance(0.5))
            code.Add(Instructions.StoreImm(AnySize(), Register.FramePointer, -StackBytes, 1));
        code.Mark(next);
    }

    private void RelyOn(byte number)
    {
        int value = Find(Holds.Value);
        if (value >= 0 && value != number && Chance(0.4))
        {
            byte moved = Other(number);
            if (moved == value)
                return;
            code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Greater, number, 8, 0));
            code.Add(Instructions.Mov(moved, (byte)value));
            code.Add(Instructions.Alu64(AluOperation.Add, moved, number));
            code.Add(Instructions.Load(MemorySize.Byte, moved, moved, 0));
            Set(moved, Holds.Number, 255);
            return;
        }

        int skip = code.NewLabel();
        code.AddTo(skip, Instructions.JumpIfImm(Pick<JumpOperation>(Comparisons), number, Pick(0, 1, 2, 4, 8), 0));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, number, 1));
        code.Mark(skip);
        Set(number, Holds.Number);
    }

    /// <summary>A function that writes its caller's slot on one way and leaves by a tail call or a legacy load on another.</summary>
    private void CallWithExits()
    {
        if (functionCount == MaximumFunctions || guesses[ContextRegister].Holds != Holds.Context)
            return;
        byte value = Meet();
        short slot = (short)(-8 * random.Next(2, 8));
        code.Add(Instructions.Store(MemorySize.DoubleWord, Register.FramePointer, slot, value));
        MaybeJump();
        functionCount++;
        code.Add(Instructions.Mov(2, Number()));
        code.Add(Instructions.Mov(1, ContextRegister));
        code.Add(Instructions.Mov(3, Register.FramePointer));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 3, slot));
        int label = code.NewLabel();
        functions.Enqueue((label, FunctionKind.Leaving));
        code.AddTo(label, Instructions.CallSubprogram(0));
        ForgetPacket();
        ClearCallerSaved();
        Set(0, Holds.Number);
        byte result = Pick<byte>(1, 2, 3);
        code.Add(Instructions.Load(MemorySize.DoubleWord, result, Register.FramePointer, slot));
        Set(result, Holds.Number);
        RelyOn(result);
    }

    private void WriteLeavingFunction()
    {
        code.Add(Instructions.Mov(ContextRegister, 1));
        code.Add(Instructions.Mov(7, 3));
        int away = code.NewLabel(), write = code.NewLabel();
        if (Chance(0.8))
            code.AddTo(away, Instructions.JumpIfImm(Pick<JumpOperation>(Comparisons), 2, Edge(), 0));
        code.Mark(write);
        code.Add(Instructions.StoreImm(MemorySize.DoubleWord, 7, 0, random.Next(4)));
        code.Add(Instructions.MovImm(0, 0));
        code.Add(Instructions.Exit());
        code.Mark(away);
        switch (random.Next(4))
        {
            case 0 when IsSkb:
                code.Add(Instructions.LoadPacketAbsolute(Pick(MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word), random.Next(80)));
                break;
            case 1:
                code.Add(Instructions.MovImm(0, 1));
                code.Add(Instructions.Exit());
                break;
            default:
                code.Add(Instructions.Mov(1, ContextRegister));
                code.Add(Instructions.LoadMapFd(2, ProgramMaps.ProgramArray));
                code.Add(Instructions.MovImm(3, random.Next(3)));
                code.Add(Instructions.Call(HelperId.TailCall));
                break;
        }

        code.AddTo(write, Instructions.Jump(0));
    }

    /// <summary>bpf_csum_diff of a value that may not be there.</summary>
    private void SumOfMaybeNothing()
    {
        if (!HasPacket)
            return;
        PutKey();
        code.Add(Instructions.LoadMapFd(1, ProgramMaps.Hash));
        code.Add(Instructions.Call(HelperId.MapLookupElem));
        bool isFrom = Chance(0.5);
        code.Add(Instructions.Mov(isFrom ? (byte)1 : (byte)3, 0));
        code.Add(Instructions.MovImm(isFrom ? (byte)2 : (byte)4, 4 * random.Next(4)));
        code.Add(Instructions.MovImm(isFrom ? (byte)3 : (byte)1, 0));
        code.Add(Instructions.MovImm(isFrom ? (byte)4 : (byte)2, 0));
        code.Add(Instructions.MovImm(5, Edge()));
        code.Add(Instructions.Call(HelperId.CsumDiff));
        ClearCallerSaved();
        Set(0, Holds.Number);
    }

    /// <summary>An element of an array whose size does not fit a signed immediate, found or not.</summary>
    private void HugeLookup()
    {
        bool constant = Chance(0.4);
        code.Add(constant
            ? Instructions.StoreImm(MemorySize.Word, Register.FramePointer, -8, Pick(0, 1, -1, int.MinValue, int.MaxValue))
            : Instructions.Store(MemorySize.Word, Register.FramePointer, -8, Number()));
        code.Add(Instructions.Mov(2, Register.FramePointer));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 2, -8));
        code.Add(Instructions.LoadMapFd(1, ProgramMaps.Huge));
        code.Add(Instructions.Call(HelperId.MapLookupElem));
        ClearCallerSaved();
        code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, 0));
        code.Add(Instructions.Load(AnySize(), 0, 0, 0));
        Set(0, Holds.Number);
    }

    /// <summary>A packet pointer moved forwards by taking away a negative number, behind a comparison with the end.</summary>
    private void NegativeDistance()
    {
        if (!HasPacket || guesses[ContextRegister].Holds != Holds.Context)
            return;
        LoadPacketBounds();
        int start = Find(Holds.Packet);
        byte negative = Number();
        if (start < 0 || negative is 0 or 1)
            return;
        code.Add(Instructions.Alu64Imm(AluOperation.And, negative, Pick(3, 7, 15)));
        code.Add(Instructions.MovImm(0, 0));
        code.Add(Instructions.Alu64(AluOperation.Sub, 0, negative));
        code.Add(Instructions.Mov(1, (byte)start));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 1, Pick(8, 14, 16)));
        code.AddTo(exit, Instructions.JumpIf(JumpOperation.Greater, 1, 9, 0));
        code.Add(Instructions.Mov(1, (byte)start));
        code.Add(Instructions.Alu64(Chance(0.7) ? AluOperation.Sub : AluOperation.Add, 1, Chance(0.8) ? (byte)0 : negative));
        Set(negative, Holds.Number);
        Set(0, Holds.Number);
        Set(1, Holds.Nothing);
        Distance(1, (byte)start);
    }

    /// <summary>Two records at a time; on one path both registers may hold the same.</summary>
    private void TwoRecords()
    {
        int full = code.NewLabel(), release = code.NewLabel(), meet = code.NewLabel(), end = code.NewLabel();
        code.Add(Instructions.StoreImm(MemorySize.DoubleWord, Register.FramePointer, -8, 0));
        if (Find(Holds.Number) is var number and >= 0)
            code.Add(Instructions.Store(MemorySize.DoubleWord, Register.FramePointer, -8, (byte)number));
        for (byte record = 7; record <= 8; record++)
        {
            code.Add(Instructions.LoadMapFd(1, ProgramMaps.Ring));
            code.Add(Instructions.MovImm(2, 8));
            code.Add(Instructions.MovImm(3, 0));
            code.Add(Instructions.Call(HelperId.RingBufReserve));
            code.AddTo(record == 7 ? full : release, Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, 0));
            code.Add(Instructions.Mov(record, 0));
        }

        int same = code.NewLabel();
        code.Add(Instructions.Load(MemorySize.DoubleWord, 1, Register.FramePointer, -8));
        code.AddTo(same, Instructions.JumpIfImm(Pick<JumpOperation>(Comparisons), 1, Edge(), 0));
        code.Mark(meet);
        code.Add(Instructions.Mov(1, 8));
        code.Add(Instructions.MovImm(2, 0));
        code.Add(Instructions.Call(HelperId.RingBufSubmit));
        code.Mark(release);
        code.Add(Instructions.Mov(1, 7));
        code.Add(Instructions.MovImm(2, 0));
        code.Add(Instructions.Call(HelperId.RingBufDiscard));
        code.AddTo(end, Instructions.Jump(0));
        code.Mark(same);
        if (Chance(0.5))
            code.Add(Instructions.Mov(8, 7));
        code.AddTo(meet, Instructions.Jump(0));
        code.Mark(full);
        code.Mark(end);
        ClearCallerSaved();
        Set(7, Holds.Nothing);
        Set(8, Holds.Nothing);
    }

    /// <summary>A callback whose answer is one of two.</summary>
    private void CallLoopWithAnswer()
    {
        if (functionCount == MaximumFunctions)
            return;
        functionCount++;
        code.Add(Instructions.MovImm(1, random.Next(1, 6)));
        CallLoop(FunctionKind.Answering);
    }

    private void WriteAnsweringFunction()
    {
        int meet = code.NewLabel();
        code.Add(Instructions.Load(MemorySize.DoubleWord, 3, 2, 0));
        if (Chance(0.5))
            code.Add(Instructions.StoreImm(MemorySize.DoubleWord, 2, 0, random.Next(3)));
        code.Add(Instructions.MovImm(0, Pick(0, 1, 1, 2, 5)));
        code.AddTo(meet, Instructions.JumpIfImm(Pick<JumpOperation>(Comparisons), Chance(0.5) ? (byte)1 : (byte)3, random.Next(3), 0));
        code.Add(Instructions.MovImm(0, random.Next(2)));
        code.Mark(meet);
        code.Add(Instructions.Exit());
    }

    /// <summary>A pointer minus the one that it was made from: an offset, which is the same wherever the memory lies.</summary>
    private void Distance()
    {
        int from = Find(Pick(Holds.Value, Holds.Packet, Holds.Stack));
        if (from < 0)
        {
            DirectValue();
            from = Find(Holds.Value);
            if (from < 0)
                return;
        }

        byte index = SmallNumber(out _);
        byte moved = Other(index);
        if (moved == from || index == from)
            return;
        code.Add(Instructions.Mov(moved, (byte)from));
        code.Add(Instructions.Alu64(Chance(0.2) ? AluOperation.Sub : AluOperation.Add, moved, index));
        if (Chance(0.4))
            code.Add(Instructions.Alu64Imm(AluOperation.Add, moved, random.Next(-8, 9)));
        if (Chance(0.3))
        {
            short slot = (short)(-8 * random.Next(1, 9));
            code.Add(Instructions.Store(MemorySize.DoubleWord, Register.FramePointer, slot, moved));
            code.Add(Instructions.Load(MemorySize.DoubleWord, moved, Register.FramePointer, slot));
        }

        Distance(moved, (byte)from);
    }

    private void Distance(byte moved, byte from)
    {
        code.Add(Instructions.Alu64(AluOperation.Sub, moved, from));
        Set(moved, Holds.Number);
        if (Chance(0.5))
            return;
        byte globals = Other(moved);
        code.Add(Instructions.LoadMapValue(globals, ProgramMaps.Globals, 0));
        Set(globals, Holds.Value, 64);
        code.Add(Instructions.Store(MemorySize.DoubleWord, globals, (short)(8 * random.Next(8)), moved));
    }
}
