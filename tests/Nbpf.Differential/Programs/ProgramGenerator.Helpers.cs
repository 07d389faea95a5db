using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Helpers beyond maps and copies, pointers compared and subtracted, packet metadata, narrow atomics, far jumps.</summary>
internal sealed partial class ProgramGenerator
{
    /// <summary>One of the statements that programs have less often.</summary>
    private void Rarity()
    {
        Action statement = random.Next(8) switch
        {
            0 => ReplaceChecksum,
            1 => PacketDistance,
            2 => PacketMetadata,
            3 => NarrowAtomic,
            4 => PerCpuLookup,
            5 => ChangeMapFromValue,
            6 => PartialSpill,
            _ => FarJump,
        };
        statement();
    }

    /// <summary>bpf_l3_csum_replace or bpf_l4_csum_replace at an offset that may lie outside.</summary>
    private void ReplaceChecksum()
    {
        if (!IsTrafficControl || guesses[ContextRegister].Holds != Holds.Context)
            return;
        byte from = Number();
        code.Add(Instructions.Mov(3, from));
        code.Add(Instructions.MovImm(4, Constant()));
        code.Add(Instructions.Mov(1, ContextRegister));
        code.Add(Instructions.MovImm(2, 2 * random.Next(24)));
        code.Add(Instructions.MovImm(5, Pick(0, 2, 4, 0x12, 0x14, 0x24)));
        code.Add(Instructions.Call(Pick(HelperId.L3CsumReplace, HelperId.L4CsumReplace)));
        ClearCallerSaved();
        Set(0, Holds.Number);
        ForgetPacket();
    }

    /// <summary>The distance of two packet pointers: a number that does not depend on where the packet lies.</summary>
    private void PacketDistance()
    {
        int start = Find(Holds.Packet), end = Find(Holds.PacketEnd);
        if (start < 0 || end < 0)
            return;
        byte distance = Free();
        if (distance == start || distance == end)
            return;
        code.Add(Instructions.Mov(distance, (byte)end));
        code.Add(Instructions.Alu64(AluOperation.Sub, distance, (byte)start));
        Set(distance, Holds.Number);
    }

    /// <summary>Room before the packet: made by bpf_xdp_adjust_meta, found between data_meta and data.</summary>
    private void PacketMetadata()
    {
        if (type != ProgramType.Xdp || guesses[ContextRegister].Holds != Holds.Context)
            return;
        int bytes = Pick(4, 8, 16, 32, 6);
        code.Add(Instructions.Mov(1, ContextRegister));
        code.Add(Instructions.MovImm(2, -bytes));
        code.Add(Instructions.Call(HelperId.XdpAdjustMeta));
        ClearCallerSaved();
        ForgetPacket();
        code.AddTo(exit, Instructions.JumpIfImm(JumpOperation.NotEqual, 0, 0, 0));
        code.Add(Instructions.Load(MemorySize.Word, 2, ContextRegister, 8));
        code.Add(Instructions.Load(MemorySize.Word, 3, ContextRegister, 0));
        code.Add(Instructions.Mov(4, 2));
        int proven = Careless() ? bytes - 1 : bytes;
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 4, proven));
        code.AddTo(exit, Instructions.JumpIf(JumpOperation.Greater, 4, 3, 0));
        MemorySize size = Pick(MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word);
        Set(0, Holds.Number);
        Access(2, size, (short)(bytes - BytesOf(size)));
    }

    /// <summary>Loads with acquire and stores with release at every width.</summary>
    private void NarrowAtomic()
    {
        int value = Find(Holds.Value);
        MemorySize size = AnySize();
        bool onStack = value < 0 || guesses[value].Limit < 8;
        byte pointer = onStack ? Register.FramePointer : (byte)value;
        short offset = onStack ? StackOffset(BytesOf(size)) : (short)(BytesOf(size) * random.Next(guesses[value].Limit / BytesOf(size)));
        byte operand = Number();
        if (Chance(0.5))
        {
            code.Add(Instructions.StoreRelease(size, pointer, offset, operand));
            return;
        }

        code.Add(Instructions.LoadAcquire(size, operand, pointer, offset));
        Set(operand, Holds.Number, size == MemorySize.Byte ? 255 : -1);
    }

    /// <summary>Another CPU's value.</summary>
    private void PerCpuLookup()
    {
        PutKey();
        code.Add(Instructions.LoadMapFd(1, ProgramMaps.PerCpuArray));
        code.Add(Instructions.MovImm(3, random.Next(3)));
        code.Add(Instructions.Call(HelperId.MapLookupPerCpuElem));
        ClearCallerSaved();
        CheckNull(0, skipsWhenConstant: false);
        Set(0, Holds.Value, 8);
    }

    /// <summary>A map changed with key and value that lie in another map's value.</summary>
    private void ChangeMapFromValue()
    {
        int value = Find(Holds.Value);
        if (value < 6 || guesses[value].Limit < 16)
            return;
        code.Add(Instructions.LoadMapFd(1, Pick(ProgramMaps.Hash, ProgramMaps.Array, ProgramMaps.Lru)));
        code.Add(Instructions.Mov(2, (byte)value));
        code.Add(Instructions.Mov(3, (byte)value));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, 3, Careless() ? 16 : Pick(0, 4, 8)));
        code.Add(Instructions.MovImm(4, random.Next(3)));
        code.Add(Instructions.Call(Chance(0.3) ? HelperId.MapDeleteElem : HelperId.MapUpdateElem));
        ClearCallerSaved();
        Set(0, Holds.Number);
    }

    /// <summary>A bounded number spilled at one width and filled at another, from the same slot or its upper half.</summary>
    private void PartialSpill()
    {
        byte number = SmallNumber(out int limit);
        int slot = -8 * random.Next(1, (StackBytes / 8) + 1);
        MemorySize spilled = Pick(MemorySize.DoubleWord, MemorySize.DoubleWord, MemorySize.Word, MemorySize.HalfWord, MemorySize.Byte);
        MemorySize filled = AnySize();
        code.Add(Instructions.Store(spilled, Register.FramePointer, (short)slot, number));
        byte target = Free();
        short at = (short)(slot + (Chance(0.2) ? 8 - BytesOf(filled) : 0));
        code.Add(filled != MemorySize.DoubleWord && Chance(0.3)
            ? Instructions.LoadSignExtend(filled, target, Register.FramePointer, at)
            : Instructions.Load(filled, target, Register.FramePointer, at));
        Set(target, Holds.Number, at == slot && BytesOf(filled) <= BytesOf(spilled) ? limit : -1);
    }

    /// <summary>gotol over a statement, or to the next one.</summary>
    private void FarJump()
    {
        int over = code.NewLabel();
        byte number = Number();
        code.AddTo(over, Instructions.JumpIfImm(Pick<JumpOperation>(Comparisons), number, Constant(), 0));
        int end = code.NewLabel();
        code.AddTo(end, Instructions.JumpLong(0));
        code.Mark(over);
        code.Add(Instructions.Alu64Imm(AluOperation.Add, number, 1));
        code.Mark(end);
        Set(number, Holds.Number);
    }
}
