using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Helper calls, subprograms and callbacks.</summary>
internal sealed partial class ProgramGenerator
{
    private const int MaximumFunctions = 4;

    private void ChangeMap()
    {
        if (Chance(0.35))
        {
            WriteRecord();
            return;
        }

        int map = Pick(ProgramMaps.Hash, ProgramMaps.Lru, ProgramMaps.Array);
        PutKey();
        code.Add(Instructions.LoadMapFd(1, map));
        if (Chance(0.4))
        {
            code.Add(Instructions.Call(HelperId.MapDeleteElem));
        }
        else
        {
            code.Add(Instructions.Mov(3, Register.FramePointer));
            code.Add(Instructions.Alu64Imm(AluOperation.Add, 3, Careless() ? -8 : -8 * random.Next(3, 9)));
            code.Add(Instructions.MovImm(4, random.Next(3)));
            code.Add(Instructions.Call(HelperId.MapUpdateElem));
        }

        ClearCallerSaved();
        Set(0, Holds.Number);
    }

    /// <summary>A record of the ring buffer: reserved, written, submitted or discarded; or copied at once.</summary>
    private void WriteRecord()
    {
        code.Add(Instructions.LoadMapFd(1, ProgramMaps.Ring));
        if (Chance(0.3))
        {
            code.Add(Instructions.Mov(2, Register.FramePointer));
            code.Add(Instructions.Alu64Imm(AluOperation.Add, 2, -8 * random.Next(1, 9)));
            code.Add(Instructions.MovImm(3, Careless() ? 72 : random.Next(9)));
            code.Add(Instructions.MovImm(4, random.Next(4)));
            code.Add(Instructions.Call(HelperId.RingBufOutput));
            ClearCallerSaved();
            Set(0, Holds.Number);
            return;
        }

        int size = random.Next(8, 48);
        byte record = SavedRegister();
        int full = code.NewLabel();
        code.Add(Instructions.MovImm(2, size));
        code.Add(Instructions.MovImm(3, Chance(0.1) ? 1 : 0));
        code.Add(Instructions.Call(HelperId.RingBufReserve));
        ClearCallerSaved();
        if (!Careless())
            code.AddTo(full, Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, 0));
        Set(record, Holds.Nothing);
        code.Add(Instructions.Mov(record, 0));
        for (int i = random.Next(4); i > 0; i--)
        {
            MemorySize width = Pick(MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word, MemorySize.DoubleWord);
            short offset = (short)(random.Next(Careless() ? size + 4 : size - 7) & ~7);
            if (Chance(0.3))
                code.Add(Instructions.StoreImm(width, record, offset, Constant()));
            else
                code.Add(Instructions.Store(width, record, offset, Number()));
        }

        if (!Careless())
        {
            code.Add(Instructions.Mov(1, record));
            code.Add(Instructions.MovImm(2, random.Next(3)));
            code.Add(Instructions.Call(Pick(HelperId.RingBufSubmit, HelperId.RingBufSubmit, HelperId.RingBufDiscard)));
            ClearCallerSaved();
        }

        if (Careless())
            code.Add(Instructions.StoreImm(MemorySize.Word, record, 0, 1));
        code.Mark(full);
        guesses[record] = default;
    }

    /// <summary>A helper that reads or writes memory of a given or computed size.</summary>
    private void HelperMemory()
    {
        byte size = Chance(0.5) ? SmallNumber(out int limit) : Constant(out limit);
        if (limit < 1)
            return;
        if (guesses[ContextRegister].Holds != Holds.Context)
            return;
        byte sizeArgument = 4;
        bool isSum = HasPacket && Chance(0.4);
        if (!isSum && !HasPacket && type != ProgramType.SocketFilter)
            return;
        if (isSum)
            sizeArgument = 2;
        // Sizes of zero are refused by most helpers: one is added.
        code.Add(Instructions.Mov(sizeArgument, size));
        if (!isSum || Chance(0.5))
        {
            code.Add(Instructions.Alu64Imm(AluOperation.Add, sizeArgument, 1));
            limit++;
        }

        byte memory = isSum ? (byte)1 : (byte)3;
        if (isSum)
            code.Add(Instructions.Alu64Imm(AluOperation.And, sizeArgument, ~3));
        int value = Find(Holds.Value);
        if (value >= 0 && guesses[value].Limit >= limit && Chance(0.5) && value > 5)
        {
            code.Add(Instructions.Mov(memory, (byte)value));
            int room = guesses[value].Limit - limit + (Careless() ? 1 : 0);
            code.Add(Instructions.Alu64Imm(AluOperation.Add, memory, random.Next(room + 1)));
        }
        else
        {
            int from = limit > StackBytes ? StackBytes : random.Next(limit, StackBytes + 1);
            code.Add(Instructions.Mov(memory, Register.FramePointer));
            code.Add(Instructions.Alu64Imm(AluOperation.Add, memory, -from + (Careless() ? 1 : 0)));
        }

        if (isSum)
        {
            code.Add(Instructions.MovImm(3, 0));
            code.Add(Instructions.MovImm(4, 0));
            code.Add(Instructions.MovImm(5, Constant()));
            code.Add(Instructions.Call(HelperId.CsumDiff));
        }
        else
        {
            code.Add(Instructions.Mov(1, ContextRegister));
            code.Add(Instructions.MovImm(2, random.Next(20)));
            bool writes = type != ProgramType.SocketFilter && Chance(0.4);
            code.Add(Instructions.MovImm(5, 0));
            code.Add(Instructions.Call(type == ProgramType.Xdp
                ? writes ? HelperId.XdpStoreBytes : HelperId.XdpLoadBytes
                : writes ? HelperId.SkbStoreBytes : HelperId.SkbLoadBytes));
            if (writes && type != ProgramType.Xdp)
                ForgetPacket();
        }

        ClearCallerSaved();
        Set(0, Holds.Number);
    }

    private byte Constant(out int value)
    {
        byte register = Free();
        value = random.Next(24);
        code.Add(Instructions.MovImm(register, value));
        Set(register, Holds.Number, value);
        return register;
    }

    private void ForgetPacket()
    {
        if (Careless())
            return;
        for (int i = 0; i < guesses.Length; i++)
        {
            if (guesses[i].Holds is Holds.Packet or Holds.PacketEnd)
                guesses[i] = default;
        }
    }

    private void MovePacket()
    {
        if (guesses[ContextRegister].Holds != Holds.Context)
            return;
        code.Add(Instructions.Mov(1, ContextRegister));
        code.Add(Instructions.MovImm(2, type == ProgramType.Xdp ? Pick(-8, 4, 14, -14, 0) : 0));
        code.Add(Instructions.Call(type == ProgramType.Xdp ? Pick(HelperId.XdpAdjustHead, HelperId.XdpAdjustTail) : HelperId.SkbPullData));
        ClearCallerSaved();
        Set(0, Holds.Number);
        ForgetPacket();
    }

    private void LegacyLoad()
    {
        if (!IsSkb || guesses[ContextRegister].Holds != Holds.Context)
            return;
        MemorySize size = Pick(MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word);
        if (Chance(0.5))
            code.Add(Instructions.LoadPacketAbsolute(size, random.Next(40)));
        else
            code.Add(Instructions.LoadPacketIndirect(size, Number(), random.Next(16)));
        ClearCallerSaved();
        Set(0, Holds.Number);
    }

    private void TailCall()
    {
        if (guesses[ContextRegister].Holds != Holds.Context)
            return;
        code.Add(Instructions.Mov(1, ContextRegister));
        code.Add(Instructions.LoadMapFd(2, ProgramMaps.ProgramArray));
        code.Add(Instructions.MovImm(3, random.Next(6)));
        code.Add(Instructions.Call(HelperId.TailCall));
        ClearCallerSaved();
    }

    private void CallGlobal()
    {
        if (functionCount == MaximumFunctions)
            return;
        functionCount++;
        bool passesMemory = Chance(0.6);
        if (passesMemory)
        {
            code.Add(Instructions.Mov(2, Number()));
            int value = Find(Pick(Holds.Value, Holds.ValueOrNull));
            if (value >= 0 && (guesses[value].Limit >= TestKernel.MemoryBytes || Careless()))
            {
                code.Add(Instructions.Mov(1, (byte)value));
            }
            else
            {
                code.Add(Instructions.Mov(1, Register.FramePointer));
                code.Add(Instructions.Alu64Imm(AluOperation.Add, 1, -8 * random.Next(Careless() ? 1 : 2, 8)));
            }
        }
        else
        {
            code.Add(Instructions.Mov(1, Number()));
            code.Add(Instructions.Mov(2, Careless() ? Register.FramePointer : (byte)1));
        }

        int label = code.NewLabel();
        functions.Enqueue((label, passesMemory ? FunctionKind.GlobalMemory : FunctionKind.GlobalNumbers));
        code.AddTo(label, Instructions.CallSubprogram(0));
        ClearCallerSaved();
        Set(0, Holds.Number);
    }

    private void CallFunction()
    {
        if (Chance(0.4))
        {
            CallGlobal();
            return;
        }

        if (functionCount == MaximumFunctions || guesses[ContextRegister].Holds != Holds.Context)
            return;
        functionCount++;
        byte index = SmallNumber(out _);
        code.Add(Instructions.Mov(2, index));
        code.Add(Instructions.Mov(1, ContextRegister));
        code.Add(Instructions.Mov(3, Register.FramePointer));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 3, -8 * random.Next(2, 8)));
        int label = code.NewLabel();
        functions.Enqueue((label, FunctionKind.Static));
        code.AddTo(label, Instructions.CallSubprogram(0));
        if (HasPacket && Chance(0.5))
            ForgetPacket();
        ClearCallerSaved();
        Set(0, Holds.Number);
    }

    private void CallLoop()
    {
        if (functionCount == MaximumFunctions)
            return;
        functionCount++;
        if (Chance(0.5))
            code.Add(Instructions.Mov(1, SmallNumber(out _)));
        else
            code.Add(Instructions.MovImm(1, random.Next(1, 6)));
        CallLoop(FunctionKind.Callback);
    }

    /// <summary>Calls <c>bpf_loop</c> with a new function, whose context is a slot of this stack; r1 holds the count already.</summary>
    private void CallLoop(FunctionKind kind)
    {
        int label = code.NewLabel();
        functions.Enqueue((label, kind));
        code.AddTo(label, Instructions.LoadFunction(2, 0));
        code.Add(Instructions.Mov(3, Register.FramePointer));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 3, -8 * random.Next(2, 8)));
        code.Add(Instructions.MovImm(4, 0));
        code.Add(Instructions.Call(HelperId.Loop));
        ClearCallerSaved();
        Set(0, Holds.Number);
    }
}
