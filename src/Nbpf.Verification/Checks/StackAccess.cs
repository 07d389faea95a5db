using Nbpf.Syscall;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>
/// Loads from and stores to the stack by instructions: spills keep the whole register, other bytes become data.
/// Bounds and alignment were checked before.
/// </summary>
internal static class StackAccess
{
    private const int NoRegister = -1;

    /// <summary>
    /// Stores a register, or with <paramref name="valueRegister"/> -1 the instruction's immediate or unknown data.
    /// </summary>
    public static bool Store(VerificationSession session, int pointerRegister, int offset, int sizeBytes, int valueRegister)
    {
        ref RegisterState pointer = ref session.Registers[pointerRegister];
        return pointer.Bounds.IsConstant
            ? StoreFixed(session, session.FrameOf(pointer), offset + (int)pointer.Bounds.ConstantValue, sizeBytes, valueRegister)
            : StoreVariable(session, pointerRegister, offset, sizeBytes, valueRegister);
    }

    /// <summary>Loads into a register, or with <paramref name="destination"/> -1 only checks.</summary>
    public static bool Load(VerificationSession session, int pointerRegister, int offset, int sizeBytes, int destination)
    {
        ref RegisterState pointer = ref session.Registers[pointerRegister];
        if (pointer.Bounds.IsConstant)
            return LoadFixed(session, session.FrameOf(pointer), offset + (int)pointer.Bounds.ConstantValue, sizeBytes, destination);
        if (destination == NoRegister)
        {
            return session.Reject(
                Errno.EACCES,
                $"variable offset stack pointer cannot be passed into helper function; var_off={pointer.Bounds.VarOff} off={offset} size={sizeBytes}");
        }

        // Every slot of the range is readable for callers that may read uninitialised stack.
        int least = (int)pointer.Bounds.SMin + offset;
        int greatest = (int)pointer.Bounds.SMax + offset;
        for (int slot = -least - 1 >> 3; slot >= -(greatest + sizeBytes - 1) - 1 >> 3; slot--)
            session.StackLiveness.MarkRead(pointer.Frame, slot);
        LoadBytes(session, session.FrameOf(pointer), least, greatest + sizeBytes, destination);
        return true;
    }

    private static bool StoreFixed(VerificationSession session, FrameState frame, int offset, int sizeBytes, int valueRegister)
    {
        int first = -offset - 1;
        int slotNumber = first / 8;
        ref StackSlot slot = ref frame.Stack[slotNumber];
        bool isSlotLow = offset % 8 == 0;
        bool isImmediate = valueRegister == NoRegister && session.Instruction.Class == Isa.InstructionClass.St
            && session.Instruction.MemoryMode == Isa.MemoryMode.Memory;
        session.TouchSlot(slotNumber);
        if (sizeBytes == 8)
            session.StackLiveness.MarkWrite(frame.Number, slotNumber);
        if (valueRegister != NoRegister && isSlotLow && session.Registers[valueRegister].Kind == RegisterKind.Scalar)
        {
            ref RegisterState value = ref session.Registers[valueRegister];
            // Fewer bytes than the number has are another number: without the identity.
            bool fits = value.Bounds.IsUnchangedByExtension(sizeBytes * 8, signExtends: false);
            if (fits)
                RegisterUse.PrepareCopy(session, ref value);
            slot.Spill(value, sizeBytes);
            if (!fits)
                slot.Spilled.ClearScalarId();
        }
        else if (isImmediate && isSlotLow)
        {
            RegisterState value = default;
            value.SetConstant((ulong)(long)session.Instruction.Immediate);
            slot.Spill(value, sizeBytes);
        }
        else if (valueRegister != NoRegister && session.Registers[valueRegister].IsPointer)
        {
            if (sizeBytes != 8)
                return session.Reject(Errno.EACCES, "invalid size of register spill");
            if (frame != session.Path.Top && session.Registers[valueRegister].Kind == RegisterKind.Stack)
                return session.Reject(Errno.EINVAL, "cannot spill pointers to stack into stack frame of the caller");
            slot.Spill(session.Registers[valueRegister], sizeBytes);
        }
        else
        {
            slot.Scrub();
            StackByte kind = StackByte.Misc;
            bool isZero = valueRegister != NoRegister
                ? session.Registers[valueRegister].IsNull
                : isImmediate && session.Instruction.Immediate == 0;
            if (isZero)
            {
                // Bytes of kind zero are not followed backwards, so the number itself must not be forgotten.
                if (valueRegister != NoRegister)
                    Backtracking.MarkPrecise(session, valueRegister);
                kind = StackByte.Zero;
            }

            for (int i = 0; i < sizeBytes; i++)
                slot.Set((first - i) % 8, kind);
            return true;
        }

        session.AddHistory(HistoryEntry.ForSlot(frame.Number, slotNumber));
        return true;
    }

    /// <summary>
    /// A store somewhere in a range: any slot may be hit. Sound: spills in the range are forgotten, bytes become data unless
    /// they are zero and zero is stored.
    /// </summary>
    private static bool StoreVariable(VerificationSession session, int pointerRegister, int offset, int sizeBytes, int valueRegister)
    {
        ref RegisterState pointer = ref session.Registers[pointerRegister];
        FrameState frame = session.FrameOf(pointer);
        int least = (int)pointer.Bounds.SMin + offset;
        int end = (int)pointer.Bounds.SMax + offset + sizeBytes;
        bool storesZero = valueRegister != NoRegister
            ? session.Registers[valueRegister].IsNull
            : session.Instruction.Class == Isa.InstructionClass.St && session.Instruction.Immediate == 0;
        bool usedZero = false;
        for (int at = least; at < end; at++)
        {
            int index = -at - 1;
            ref StackSlot slot = ref frame.Stack[index / 8];
            session.TouchSlot(index / 8);
            StackByte kind = slot[index % 8];
            if (storesZero && kind == StackByte.Spill && slot.HasScalarSpill && slot.Spilled.IsNull)
            {
                usedZero = true;
                continue;
            }

            slot.Scrub();
            if (storesZero && slot[index % 8] == StackByte.Zero)
                usedZero = true;
            else
                slot.Set(index % 8, StackByte.Misc);
        }

        if (usedZero && valueRegister != NoRegister)
            Backtracking.MarkPrecise(session, valueRegister);
        return true;
    }

    /// <summary>
    /// A load from one slot. Sound for identities: eight bytes of a spill of eight are a copy, and so is the low end of a number until
    /// the caller cuts and extends it (<see cref="MemoryAccess"/>); anything else is a number without an identity.
    /// </summary>
    private static bool LoadFixed(VerificationSession session, FrameState frame, int offset, int sizeBytes, int destination)
    {
        int first = -offset - 1;
        int slotNumber = first / 8;
        ref StackSlot slot = ref frame.Stack[slotNumber];
        session.TouchSlot(slotNumber);
        session.StackLiveness.MarkRead(frame.Number, slotNumber);
        if (!slot.HasSpill)
        {
            if (destination != NoRegister)
                LoadBytes(session, frame, offset, offset + sizeBytes, destination);
            return true;
        }

        int spillSize = slot.SpillSize;
        if (sizeBytes == 8 && spillSize == 8)
        {
            if (destination != NoRegister)
                session.Registers[destination] = slot.Spilled;
        }
        else if (slot.Spilled.Kind != RegisterKind.Scalar)
        {
            return session.Reject(Errno.EACCES, "invalid size of register fill");
        }
        else if (destination == NoRegister)
        {
            return true;
        }
        else if (sizeBytes <= spillSize && offset % 8 == 0)
        {
            session.Registers[destination] = slot.Spilled;
        }
        else if (!LoadPartOfSpill(session, ref slot, first, sizeBytes, destination))
        {
            return true;
        }

        session.AddHistory(HistoryEntry.ForSlot(frame.Number, slotNumber));
        return true;
    }

    /// <summary>Bytes of a slot with a spill that are not the spill's low end; true when the value comes from the spilled register.</summary>
    private static bool LoadPartOfSpill(VerificationSession session, ref StackSlot slot, int first, int sizeBytes, int destination)
    {
        int spilled = 0;
        int zeros = 0;
        for (int i = 0; i < sizeBytes; i++)
        {
            StackByte kind = slot[(first - i) % 8];
            spilled += kind == StackByte.Spill ? 1 : 0;
            zeros += kind == StackByte.Zero ? 1 : 0;
        }

        ref RegisterState register = ref session.Registers[destination];
        if (spilled == sizeBytes && slot.Spilled.IsNull)
        {
            register.SetConstant(0);
            return true;
        }

        if (zeros == sizeBytes)
            register.SetConstant(0);
        else
            register.SetUnknown();
        return false;
    }

    /// <summary>Bytes that are no spill as a whole: zero when all are zero, else unknown.</summary>
    private static void LoadBytes(VerificationSession session, FrameState frame, int start, int end, int destination)
    {
        bool allZero = true;
        for (int at = start; at < end; at++)
        {
            int index = -at - 1;
            session.TouchSlot(index / 8);
            if (frame.Stack[index / 8][index % 8] != StackByte.Zero)
            {
                allZero = false;
                break;
            }
        }

        if (allZero)
            session.Registers[destination].SetConstant(0);
        else
            session.Registers[destination].SetUnknown();
    }
}
