using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Log;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Loads, stores and atomic operations.</summary>
internal static class MemoryTransfer
{
    /// <summary>Explores <c>ldx</c>.</summary>
    public static bool Load(VerificationSession session, in Instruction instruction)
    {
        bool signExtends = instruction.MemoryMode == MemoryMode.MemorySignExtend;
        return Load(session, instruction, signExtends, strict: false) && BoundsSanity.Check(session, ref session.Registers[instruction.Destination], "ldx");
    }

    /// <summary>Explores <c>st</c>.</summary>
    public static bool StoreImmediate(VerificationSession session, in Instruction instruction)
    {
        if (instruction.MemoryMode != MemoryMode.Memory || instruction.Source != 0)
            return session.Reject(Errno.EINVAL, "BPF_ST uses reserved fields", LoadOutcome.Malformed);
        if (!RegisterUse.CheckRead(session, instruction.Destination))
            return false;
        RegisterKind kind = session.Registers[instruction.Destination].Kind;
        return MemoryAccess.Check(
                session, instruction.Destination, instruction.Offset, instruction.MemorySizeBytes, isWrite: true, MemoryAccess.NoRegister)
            && MemoryAccess.RecordPointerKind(session, kind);
    }

    /// <summary>Explores <c>stx</c>, atomic operations included.</summary>
    public static bool StoreRegister(VerificationSession session, in Instruction instruction)
    {
        if (instruction.MemoryMode == MemoryMode.Atomic)
            return Atomic(session, instruction);
        if (instruction.MemoryMode != MemoryMode.Memory || instruction.Immediate != 0)
            return session.Reject(Errno.EINVAL, "BPF_STX uses reserved fields", LoadOutcome.Malformed);
        return Store(session, instruction, strict: false);
    }

    private static bool Load(VerificationSession session, in Instruction instruction, bool signExtends, bool strict)
    {
        if (!RegisterUse.CheckRead(session, instruction.Source) || !RegisterUse.CheckWrite(session, instruction.Destination))
            return false;
        RegisterKind kind = session.Registers[instruction.Source].Kind;
        return MemoryAccess.Check(
                session,
                instruction.Source,
                instruction.Offset,
                instruction.MemorySizeBytes,
                isWrite: false,
                instruction.Destination,
                strict,
                signExtends)
            && MemoryAccess.RecordPointerKind(session, kind);
    }

    private static bool Store(VerificationSession session, in Instruction instruction, bool strict)
    {
        if (!RegisterUse.CheckRead(session, instruction.Source) || !RegisterUse.CheckRead(session, instruction.Destination))
            return false;
        RegisterKind kind = session.Registers[instruction.Destination].Kind;
        return MemoryAccess.Check(
                session, instruction.Destination, instruction.Offset, instruction.MemorySizeBytes, isWrite: true, instruction.Source, strict)
            && MemoryAccess.RecordPointerKind(session, kind);
    }

    private static bool Atomic(VerificationSession session, in Instruction instruction)
    {
        switch ((AtomicOperation)instruction.Immediate)
        {
            case AtomicOperation.Add or AtomicOperation.Add | AtomicOperation.Fetch:
            case AtomicOperation.And or AtomicOperation.And | AtomicOperation.Fetch:
            case AtomicOperation.Or or AtomicOperation.Or | AtomicOperation.Fetch:
            case AtomicOperation.Xor or AtomicOperation.Xor | AtomicOperation.Fetch:
            case AtomicOperation.Exchange:
            case AtomicOperation.CompareExchange:
                return ReadModifyWrite(session, instruction);
            case AtomicOperation.LoadAcquire:
                // The load may replace its own base register, so the base is remembered.
                RegisterState loadedFrom = instruction.Source < Register.Count ? session.Registers[instruction.Source] : default;
                return Load(session, instruction, signExtends: false, strict: true)
                    && CheckTarget(session, instruction.Source, loadedFrom, isLoad: true);
            case AtomicOperation.StoreRelease:
                return Store(session, instruction, strict: true)
                    && CheckTarget(session, instruction.Destination, session.Registers[instruction.Destination], isLoad: false);
            default:
                return session.Reject(Errno.EINVAL, $"BPF_ATOMIC uses invalid atomic opcode {instruction.Immediate:x2}");
        }
    }

    /// <summary>
    /// What is fetched is a load of what the memory held, as long as the register and with a spilled number's identity; the store behind
    /// it makes the slot unknown data. Sound: the identity goes with the old number, which only the register holds afterwards.
    /// </summary>
    private static bool ReadModifyWrite(VerificationSession session, in Instruction instruction)
    {
        if (instruction.MemorySizeBytes < 4)
            return session.Reject(Errno.EINVAL, "invalid atomic operand size");
        if (!RegisterUse.CheckRead(session, instruction.Source) || !RegisterUse.CheckRead(session, instruction.Destination))
            return false;
        bool isCompare = instruction.Immediate == (int)AtomicOperation.CompareExchange;
        if (isCompare && !RegisterUse.CheckRead(session, Register.R0))
            return false;
        if (!CheckTarget(session, instruction.Destination, session.Registers[instruction.Destination], isLoad: false))
            return false;

        int loaded = MemoryAccess.NoRegister;
        RegisterState pointer = session.Registers[instruction.Destination];
        if ((instruction.Immediate & (int)AtomicOperation.Fetch) != 0)
        {
            loaded = isCompare ? Register.R0 : instruction.Source;
            if (!RegisterUse.CheckOverwrite(session, loaded))
                return false;
        }

        int size = instruction.MemorySizeBytes;
        if (!MemoryAccess.Check(session, instruction.Destination, instruction.Offset, size, isWrite: false, MemoryAccess.NoRegister, strictOnce: true))
            return false;
        if (loaded != MemoryAccess.NoRegister
            && !MemoryAccess.Check(session, instruction.Destination, instruction.Offset, size, isWrite: false, loaded, strictOnce: true))
        {
            return false;
        }

        return MemoryAccess.RecordPointerKind(session, pointer.Kind)
            && MemoryAccess.Check(
                session, instruction.Destination, instruction.Offset, size, isWrite: true, MemoryAccess.NoRegister, strictOnce: true);
    }

    private static bool CheckTarget(VerificationSession session, int register, in RegisterState pointer, bool isLoad)
    {
        if (pointer.Kind is not (RegisterKind.Context or RegisterKind.Packet or RegisterKind.PacketMeta))
            return true;
        string what = isLoad ? "loads from" : "stores into";
        return session.Reject(Errno.EACCES, $"BPF_ATOMIC {what} R{register} {RegisterText.TypeName(pointer)} is not allowed");
    }
}
