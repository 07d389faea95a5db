using System.Numerics;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Precision;

/// <summary>
/// Which scalars must stay exact for pruning to be sound. When a check relies on a number, the path is walked backwards and
/// every register and slot the number came from is marked precise in the checkpoints passed
/// (kernel/bpf/verifier.c, Linux 6.18, "precision tracking").
/// </summary>
internal static class Backtracking
{
    /// <summary>Marks a scalar register of the innermost frame.</summary>
    public static void MarkPrecise(VerificationSession session, int register)
    {
        WantedSet wanted = session.Wanted;
        wanted.Clear();
        wanted.AddRegister(session.Path.CurrentFrame, register);
        MarkPrecise(session, session.Path, wanted);
    }

    /// <summary>
    /// Marks a NULL that fits where a pointer is wanted: it does only because it is 0, which must not be forgotten. Linux 6.18 does
    /// forget it, so that no line tells of it here.
    /// </summary>
    public static void MarkNullPrecise(VerificationSession session, int register)
    {
        session.Log.IsMuted = true;
        MarkPrecise(session, register);
        session.Log.IsMuted = false;
    }

    /// <summary>Marks the scalar spilled in a slot.</summary>
    public static void MarkSlotPrecise(VerificationSession session, int frame, int slot)
    {
        WantedSet wanted = session.Wanted;
        wanted.Clear();
        wanted.AddSlot(frame, slot);
        MarkPrecise(session, session.Path, wanted);
    }

    /// <summary>
    /// A path ends at a checkpoint that covers it: what is precise there must be so on the path too. True when some mark was new.
    /// </summary>
    public static bool Propagate(VerificationSession session, PathState checkpoint, PathState path, bool log)
    {
        WantedSet wanted = session.Wanted;
        wanted.Clear();
        for (int number = checkpoint.CurrentFrame; number >= 0; number--)
            Collect(session, checkpoint.Frames[number]!, number, wanted, log);
        return MarkPrecise(session, path, wanted);
    }

    /// <summary>Marks every scalar of the checkpoints above a path.</summary>
    public static void MarkAllPrecise(VerificationSession session, PathState path)
    {
        if (session.Log.IsTrace)
            session.Log.Line($"mark_precise: frame{path.CurrentFrame}: falling back to forcing all scalars precise");
        path.Step?.MarkAllPrecise();
        for (PathState? state = path.Parent; state is not null; state = state.Parent)
        {
            for (int number = 0; number <= state.CurrentFrame; number++)
                ForceFrame(session, state.Frames[number]!);
        }
    }

    private static void ForceFrame(VerificationSession session, FrameState frame)
    {
        for (int i = 0; i < Isa.Register.FramePointer; i++)
        {
            ref RegisterState register = ref frame.Registers[i];
            if (register.Kind != RegisterKind.Scalar || register.IsPrecise)
                continue;
            register.IsPrecise = true;
            if (session.Log.IsTrace)
                session.Log.Line($"force_precise: frame{frame.Number}: forcing r{i} to be precise");
        }

        for (int i = 0; i < frame.SlotCount; i++)
        {
            ref StackSlot slot = ref frame.Stack[i];
            if (!slot.HasScalarSpill || slot.Spilled.IsPrecise)
                continue;
            slot.Spilled.IsPrecise = true;
            if (session.Log.IsTrace)
                session.Log.Line($"force_precise: frame{frame.Number}: forcing fp{(i + 1) * -8} to be precise");
        }
    }

    private static void Collect(VerificationSession session, FrameState frame, int number, WantedSet wanted, bool log)
    {
        bool first = true;
        log &= session.Log.IsTrace;
        for (int i = 0; i < Isa.Register.FramePointer; i++)
        {
            ref RegisterState register = ref frame.Registers[i];
            if (register.Kind != RegisterKind.Scalar || !register.IsPrecise)
                continue;
            wanted.AddRegister(number, i);
            if (log)
                session.Log.Text.Append(first ? $"frame {number}: propagating r" : ",r").Append(i);
            first = false;
        }

        for (int i = 0; i < frame.SlotCount; i++)
        {
            ref StackSlot slot = ref frame.Stack[i];
            if (!slot.HasScalarSpill || !slot.Spilled.IsPrecise)
                continue;
            wanted.AddSlot(number, i);
            if (log)
                session.Log.Text.Append(first ? $"frame {number}: propagating fp" : ",fp").Append((i + 1) * -8);
            first = false;
        }

        if (!first && log)
            session.Log.Text.Append('\n');
    }

    /// <summary>
    /// Walks back from a path's instruction, which itself was not executed yet or only in part, until nothing is wanted.
    /// True when some checkpoint got a new mark.
    /// </summary>
    private static bool MarkPrecise(VerificationSession session, PathState path, WantedSet wanted)
    {
        wanted.Start(path.CurrentFrame);
        if (wanted.IsEmpty)
            return false;
        bool changed = false;
        bool skipFirst = true;
        int first = path.FirstInstruction;
        int last = path.Instruction;
        int next = -1;
        PathState state = path;
        ExploredStep? step = path.Step;
        while (true)
        {
            if (session.Log.IsTrace)
                session.Log.Line($"mark_precise: frame{wanted.Frame}: last_idx {last} first_idx {first} subseq_idx {next} ");
            if (last < 0)
                return MarkEntry(session, path, state, wanted) || changed;

            int historyEnd = state.HistoryCount;
            for (int at = last; ;)
            {
                if (skipFirst)
                    skipFirst = false;
                else if (!Step(session, state, at, next, historyEnd, wanted))
                    return GiveUp(session, path);
                step = MarkStep(session, step, at, wanted);
                if (wanted.IsEmpty)
                    return changed;
                next = at;
                if (!TryPrevious(state, ref at, ref historyEnd))
                    break;
                if (at < 0)
                    return GiveUp(session, path);
            }

            if (state.Parent is not { } parent)
                break;
            state = parent;
            for (int number = wanted.Frame; number >= 0; number--)
            {
                if (number <= state.CurrentFrame)
                    changed |= MarkCheckpoint(state.Frames[number]!, number, wanted);
                else if ((wanted.Registers(number) | wanted.Slots(number)) != 0)
                    return GiveUp(session, path);
                LogParent(session, state, number, wanted);
            }

            if (wanted.IsEmpty)
                return changed;
            next = first;
            last = state.LastInstruction;
            first = state.FirstInstruction;
        }

        return wanted.IsEmpty ? changed : GiveUp(session, path);
    }

    /// <summary>Where exploration is traced: what is wanted before an instruction must hold at its step. Gives that step.</summary>
    private static ExploredStep? MarkStep(VerificationSession session, ExploredStep? step, int at, WantedSet wanted)
    {
        bool isSecondSlot = session.Instructions[at].Opcode == 0;
        while (!isSecondSlot && step is not null)
        {
            step.MarkPrecise(wanted.Registers(step.CurrentFrame));
            if (step.Instruction == at)
                return step.Previous;
            step = step.Previous;
        }

        return step;
    }

    private static bool Step(VerificationSession session, PathState state, int at, int next, int historyEnd, WantedSet wanted)
    {
        if (session.Instructions[at].Opcode != 0 && session.Log.IsTrace)
        {
            var text = session.Log.Text;
            text.Append("mark_precise: frame").Append(wanted.Frame).Append(": ");
            wanted.Append(text, wanted.Frame);
            text.Append(" before ").Append(at).Append(": ");
            Isa.Disassembler.Append(text, session.Instructions, at, session.Symbols);
            text.Append('\n');
        }

        bool has = historyEnd > 0 && state.History[historyEnd - 1].Instruction == at;
        return BackwardStep.Apply(
            session,
            at,
            next,
            has ? state.History[historyEnd - 1].Flags : (ushort)0,
            has ? state.History[historyEnd - 1].Linked : 0,
            wanted);
    }

    /// <summary>The instruction executed before on this path; false when the state's first one was passed.</summary>
    private static bool TryPrevious(PathState state, ref int at, ref int historyEnd)
    {
        if (at == state.FirstInstruction && (historyEnd == 0 || (historyEnd == 1 && state.History[0].Instruction == at)))
            return false;
        if (historyEnd > 0 && state.History[historyEnd - 1].Instruction == at)
            at = state.History[--historyEnd].Previous;
        else
            at--;
        return true;
    }

    private static bool MarkCheckpoint(FrameState frame, int number, WantedSet wanted)
    {
        bool changed = false;
        for (uint left = wanted.Registers(number); left != 0; left &= left - 1)
        {
            int i = BitOperations.TrailingZeroCount(left);
            ref RegisterState register = ref frame.Registers[i];
            if (register.Kind != RegisterKind.Scalar || register.IsPrecise)
            {
                wanted.RemoveRegister(number, i);
                continue;
            }

            register.IsPrecise = true;
            changed = true;
        }

        for (ulong left = wanted.Slots(number); left != 0; left &= left - 1)
        {
            int i = BitOperations.TrailingZeroCount(left);
            if (i >= frame.SlotCount || !frame.Stack[i].HasScalarSpill || frame.Stack[i].Spilled.IsPrecise)
            {
                wanted.RemoveSlot(number, i);
                continue;
            }

            frame.Stack[i].Spilled.IsPrecise = true;
            changed = true;
        }

        return changed;
    }

    private static void LogParent(VerificationSession session, PathState state, int number, WantedSet wanted)
    {
        if (!session.Log.IsTrace || number > state.CurrentFrame)
            return;
        var text = session.Log.Text;
        text.Append("mark_precise: frame").Append(number).Append(": parent state ");
        wanted.Append(text, number);
        text.Append(": ");
        session.LogFrame(state, state.Frames[number]!);
    }

    /// <summary>The start of a function was reached: arguments of a global function are unknown numbers, marked where they began.</summary>
    private static bool MarkEntry(VerificationSession session, PathState path, PathState state, WantedSet wanted)
    {
        FrameState frame = state.Frames[0]!;
        bool onlyArguments = state.CurrentFrame == 0 && wanted.Slots(0) == 0 && (wanted.Registers(0) & ~WantedSet.Arguments) == 0;
        if (!onlyArguments)
            return GiveUp(session, path);
        bool changed = false;
        for (uint left = wanted.Registers(0); left != 0; left &= left - 1)
        {
            ref RegisterState register = ref frame.Registers[BitOperations.TrailingZeroCount(left)];
            if (register.Kind != RegisterKind.Scalar || register.IsPrecise)
                continue;
            register.IsPrecise = true;
            changed = true;
        }

        return changed;
    }

    private static bool GiveUp(VerificationSession session, PathState path)
    {
        MarkAllPrecise(session, path);
        return true;
    }
}
