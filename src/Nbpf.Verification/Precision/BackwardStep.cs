using Nbpf.Isa;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Precision;

/// <summary>
/// One instruction backwards: which values before it the wanted values after it depend on. Sound: a wanted value is either
/// dropped because this instruction made it from a constant or from memory that is not followed, or replaced by all values
/// it was computed from; what cannot be followed answers false, and everything becomes precise.
/// </summary>
internal static class BackwardStep
{
    /// <summary>Goes back over the instruction at <paramref name="index"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="index">Slot index.</param>
    /// <param name="next">Slot index of the instruction executed after it on this path.</param>
    /// <param name="flags">Flags of its history entry, 0 without one.</param>
    /// <param name="linked">Linked registers of its history entry.</param>
    /// <param name="wanted">What is wanted; updated.</param>
    public static bool Apply(VerificationSession session, int index, int next, ushort flags, ulong linked, WantedSet wanted)
    {
        Instruction instruction = session.Instructions[index];
        if (instruction.Opcode == 0)
            return true;
        wanted.AddLinked(linked);
        bool more = instruction.Class switch
        {
            InstructionClass.Alu or InstructionClass.Alu64 => Alu(instruction, wanted),
            InstructionClass.Ldx => Load(instruction.Destination, flags, wanted),
            InstructionClass.St => Store(instruction, flags, wanted),
            InstructionClass.Stx => StoreOrAtomic(instruction, flags, wanted),
            InstructionClass.Ld => Special(instruction, wanted),
            _ => instruction.JumpOperation switch
            {
                JumpOperation.Call => Call(session, instruction, index, next, wanted),
                JumpOperation.Exit => Exit(session, next, wanted),
                _ => Jump(instruction, flags, wanted),
            },
        };
        if (more && instruction.IsJumpClass && instruction.JumpOperation is not (JumpOperation.Call or JumpOperation.Exit))
            wanted.AddLinked(linked);

        // An early exit that was taken: control went on in the caller.
        bool wasTaken = next != index + 1 && EarlyExit.At(instruction) is not null;
        return more && (!wasTaken || wanted.EnterCallee());
    }

    private static bool Alu(in Instruction instruction, WantedSet wanted)
    {
        if (!wanted.Has(instruction.Destination))
            return true;
        bool copies = instruction.AluOperation == AluOperation.Mov;
        if (copies)
            wanted.Remove(instruction.Destination);
        if (instruction.UsesSourceRegister && instruction.AluOperation is not (AluOperation.End or AluOperation.Neg)
            && instruction.Source != Register.FramePointer)
        {
            wanted.Add(instruction.Source);
        }

        return true;
    }

    private static bool Load(int destination, ushort flags, WantedSet wanted)
    {
        if (!wanted.Has(destination))
            return true;
        wanted.Remove(destination);
        if ((flags & HistoryEntry.StackAccess) != 0)
        {
            var entry = new HistoryEntry { Flags = flags };
            wanted.AddSlot(entry.Frame, entry.Slot);
        }

        return true;
    }

    private static bool StoreOrAtomic(in Instruction instruction, ushort flags, WantedSet wanted)
    {
        if (instruction.MemoryMode != MemoryMode.Atomic)
            return Store(instruction, flags, wanted);
        var operation = (AtomicOperation)instruction.Immediate;
        if (operation == AtomicOperation.LoadAcquire)
            return Load(instruction.Destination, flags, wanted);
        if (operation == AtomicOperation.CompareExchange)
            return Load(Register.R0, flags, wanted);
        if (operation != AtomicOperation.StoreRelease && (instruction.Immediate & (int)AtomicOperation.Fetch) != 0)
            return Load(instruction.Source, flags, wanted);
        return Store(instruction, flags, wanted);
    }

    private static bool Store(in Instruction instruction, ushort flags, WantedSet wanted)
    {
        // A wanted base register means the want came through a difference of pointers.
        if (wanted.Has(instruction.Destination))
            return false;
        if ((flags & HistoryEntry.StackAccess) == 0)
            return true;
        var entry = new HistoryEntry { Flags = flags };
        if (!wanted.HasSlot(entry.Frame, entry.Slot))
            return true;
        wanted.RemoveSlot(entry.Frame, entry.Slot);
        if (instruction.Class == InstructionClass.Stx)
            wanted.Add(instruction.Source);
        return true;
    }

    private static bool Special(in Instruction instruction, WantedSet wanted)
    {
        if (instruction.MemoryMode == MemoryMode.Immediate)
        {
            wanted.Remove(instruction.Destination);
            return true;
        }

        // The result of a legacy packet load is not followed.
        return !wanted.Has(Register.R0);
    }

    private static bool Jump(in Instruction instruction, ushort flags, WantedSet wanted)
    {
        if (!instruction.UsesSourceRegister || instruction.JumpOperation == JumpOperation.Always)
            return true;
        if (!wanted.Has(instruction.Destination) && !wanted.Has(instruction.Source))
            return true;
        if ((flags & HistoryEntry.SourceIsStack) == 0)
            wanted.Add(instruction.Source);
        if ((flags & HistoryEntry.DestinationIsStack) == 0)
            wanted.Add(instruction.Destination);
        return true;
    }

    private static bool Call(VerificationSession session, in Instruction instruction, int index, int next, WantedSet wanted)
    {
        if (instruction.IsSubprogramCall)
        {
            int subprogram = session.Subprograms.FindByStart(index + instruction.Immediate + 1);
            if (session.SubprogramFacts[subprogram].IsGlobal)
            {
                wanted.Remove(Register.R0);
                return (wanted.Registers(wanted.Frame) & WantedSet.Arguments) == 0;
            }

            return LeaveIntoCaller(wanted, passArguments: true);
        }

        bool isCallback = session.Graph.PointsAt(index).HasFlag(InstructionPoints.CallsCallback);
        if (isCallback && next != index + 1)
            return LeaveIntoCaller(wanted, passArguments: false);

        wanted.Remove(Register.R0);
        return (wanted.Registers(wanted.Frame) & WantedSet.Arguments) == 0;
    }

    /// <summary>The first instruction of a callee was passed: arguments are wanted of the caller, nothing else may be left.</summary>
    private static bool LeaveIntoCaller(WantedSet wanted, bool passArguments)
    {
        int callee = wanted.Frame;
        uint registers = wanted.Registers(callee);
        if ((registers & ~WantedSet.Arguments) != 0 || wanted.Slots(callee) != 0 || callee == 0)
            return false;
        for (int i = 1; i <= Register.ArgumentCount; i++)
        {
            if ((registers & (1u << i)) == 0)
                continue;
            wanted.RemoveRegister(callee, i);
            if (passArguments)
                wanted.AddRegister(callee - 1, i);
        }

        return wanted.LeaveCallee();
    }

    /// <summary>Back over a return: r0 of the caller is the callee's; a callback's result goes to the helper.</summary>
    private static bool Exit(VerificationSession session, int next, WantedSet wanted)
    {
        bool fromCall = next >= 1 && session.Instructions[next - 1].IsSubprogramCall;
        bool wantsResult = fromCall && wanted.Has(Register.R0);
        if (fromCall && (wanted.Registers(wanted.Frame) & WantedSet.Arguments) != 0)
            return false;
        wanted.Remove(Register.R0);
        if (!wanted.EnterCallee())
            return false;
        if (wantsResult)
            wanted.Add(Register.R0);
        return true;
    }
}
