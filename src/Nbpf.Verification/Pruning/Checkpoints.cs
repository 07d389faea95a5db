using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Pruning;

/// <summary>What the checkpoints say of a path that comes to an instruction.</summary>
internal enum Visit
{
    /// <summary>Nothing: explore on.</summary>
    New,

    /// <summary>An earlier state covers it: the path ends here.</summary>
    Covered,

    /// <summary>The program is refused.</summary>
    Rejected,
}

/// <summary>
/// The states stored at prune points: finds one that covers the path, detects endless loops, decides when to store another
/// (kernel/bpf/verifier.c, Linux 6.18).
/// </summary>
internal sealed class Checkpoints(VerificationSession session)
{
    private readonly List<PathState>?[] _lists = new List<PathState>?[session.Instructions.Length];
    private readonly StateComparison _comparison = new(session);
    private readonly LoopVisits _loops = new(session);
    private int _jumps;
    private int _jumpsAtLast;
    private int _processedAtLast;

    /// <summary>A jump, call or exit was explored.</summary>
    public void CountJump() => _jumps++;

    /// <summary>Forgets all checkpoints: another function is verified on its own.</summary>
    public void Clear()
    {
        Array.Clear(_lists);
        _loops.Clear();
    }

    /// <summary>Looks at the path at a prune point.</summary>
    public Visit Look()
    {
        PathState current = session.Path;
        int index = session.Index;
        InstructionPoints points = session.Graph.PointsAt(index);
        bool forced = session.Request.Flags.HasFlag(ProgramFlags.TestStateFreq)
            || points.HasFlag(InstructionPoints.ForceCheckpoint) || current.HistoryCount > Limits.HistoryEntries;
        bool add = forced || (_jumps - _jumpsAtLast >= 2 && session.ProcessedCount - _processedAtLast >= 8);

        ref List<PathState>? list = ref _lists[Bucket(index, current)];
        if (list is not null)
        {
            Clean(list, index, current);
            int looked = 0;
            for (int i = list.Count - 1; i >= 0; i--)
            {
                looked++;
                PathState checkpoint = list[i];
                if (checkpoint.Instruction != index)
                    continue;
                bool? covered = checkpoint.Branches > 0
                    ? LookOpen(checkpoint, current, points, forced, ref add)
                    : LookFinished(checkpoint, current);
                if (covered is null)
                    return Visit.Rejected;
                if (covered.Value)
                    return Visit.Covered;

                if (add)
                    checkpoint.Misses++;
                int patience = points.HasFlag(InstructionPoints.ForceCheckpoint) && checkpoint.Branches > 0 ? 64 : 3;
                if (checkpoint.Misses > (checkpoint.Hits * patience) + patience)
                {
                    list.RemoveAt(i);
                    checkpoint.IsEvicted = true;
                    session.Counters.Evicted(checkpoint.Branches > 0);
                    if (checkpoint.Branches == 0)
                        session.Pool.Forget(checkpoint);
                }
            }

            session.Counters.LongestList = Math.Max(session.Counters.LongestList, looked);
        }

        if (add)
            Store(list ??= [], current, index);
        return Visit.New;
    }

    /// <summary>The most recent open checkpoint at an instruction with the path's call sites, or null.</summary>
    public PathState? FindOpen(int index, PathState current)
    {
        if (_lists[Bucket(index, current)] is not { } list)
            return null;
        for (int i = list.Count - 1; i >= 0; i--)
        {
            PathState checkpoint = list[i];
            if (checkpoint.Instruction == index && checkpoint.Branches > 0 && checkpoint.Depth < current.Depth
                && StateComparison.SameCallSites(checkpoint, current))
            {
                return checkpoint;
            }
        }

        return null;
    }

    /// <summary>The path ended: closes the checkpoints above it that have no other branch left.</summary>
    public void Finish(PathState path)
    {
        for (PathState? state = path; state is not null; state = state.Parent)
        {
            if (--state.Branches > 0)
                return;
            _loops.Close(state);
            if (!state.IsEvicted)
                continue;
            session.Counters.EvictedFinished();
            session.Pool.Forget(state);
        }
    }

    private int Bucket(int index, PathState path) => (int)((uint)(index ^ path.Top.CallSite) % (uint)_lists.Length);

    /// <summary>An open checkpoint: the path came back to it, or to a sibling of it.</summary>
    private bool? LookOpen(PathState checkpoint, PathState current, InstructionPoints points, bool forced, ref bool add)
    {
        if (points.HasFlag(InstructionPoints.CallsCallback))
        {
            if (_comparison.Covers(checkpoint, current, Exactness.RangeWithin))
                return Hit(checkpoint, current, isLoop: true);
        }
        else if (StateComparison.MayLoop(checkpoint, current) && _comparison.Covers(checkpoint, current, Exactness.Exact)
            && checkpoint.CallbackUnrollDepth == current.CallbackUnrollDepth)
        {
            session.LogSourceLine(session.Index);
            if (session.Log.IsOn)
            {
                session.Log.Line($"infinite loop detected at insn {session.Index}");
                session.Log.Text.Append("cur state:");
                session.LogFrame(current.Top);
                session.Log.Text.Append("old state:");
                session.LogFrame(checkpoint, checkpoint.Top);
            }

            session.RejectSilently(Errno.EINVAL, $"infinite loop detected at insn {session.Index}");
            return null;
        }

        if (!forced && _jumps - _jumpsAtLast < 20 && session.ProcessedCount - _processedAtLast < 100)
            add = false;
        return false;
    }

    private bool LookFinished(PathState checkpoint, PathState current)
    {
        bool isLoop = LoopVisits.IsUnresolved(checkpoint);
        return _comparison.Covers(checkpoint, current, isLoop ? Exactness.RangeWithin : Exactness.OnlyPrecise)
            && Hit(checkpoint, current, isLoop);
    }

    private bool Hit(PathState checkpoint, PathState current, bool isLoop)
    {
        checkpoint.Hits++;
        if (session.Graph.PointsAt(session.Index).HasFlag(InstructionPoints.JumpPoint))
            session.AddHistory();
        session.Trace?.Cover(current, checkpoint);
        Backtracking.Propagate(session, checkpoint, current, log: true);
        if (isLoop)
            _loops.AddBackedge(checkpoint, current);
        return true;
    }

    private void Store(List<PathState> list, PathState current, int index)
    {
        session.Counters.Stored();
        _jumpsAtLast = _jumps;
        _processedAtLast = session.ProcessedCount;
        ForgetPrecision(current);
        PathState checkpoint = session.Pool.Copy(current);
        checkpoint.Instruction = index;
        list.Add(checkpoint);
        session.Trace?.Stored(checkpoint);
        _loops.Enter(checkpoint);
        current.Parent = checkpoint;
        current.FirstInstruction = index;
        current.Depth = checkpoint.Depth + 1;
        current.HistoryCount = 0;
        session.BeginHistory();
    }

    /// <summary>Marks belong to checkpoints: what the path inherits is forgotten, a later check will ask again.</summary>
    private static void ForgetPrecision(PathState path)
    {
        for (int number = 0; number <= path.CurrentFrame; number++)
        {
            FrameState frame = path.Frames[number]!;
            for (int i = 0; i < Register.FramePointer; i++)
                frame.Registers[i].IsPrecise = false;
            for (int i = 0; i < frame.SlotCount; i++)
                frame.Stack[i].Spilled.IsPrecise = false;
        }
    }

    /// <summary>Removes dead registers and slots of finished checkpoints, so that comparisons are shorter.</summary>
    private void Clean(List<PathState> list, int index, PathState current)
    {
        foreach (PathState checkpoint in list)
        {
            if (checkpoint.IsCleaned || checkpoint.Branches > 0 || checkpoint.Instruction != index
                || LoopVisits.IsUnresolved(checkpoint) || !StateComparison.SameCallSites(checkpoint, current))
            {
                continue;
            }

            checkpoint.IsCleaned = true;
            for (int number = 0; number <= checkpoint.CurrentFrame; number++)
            {
                ushort live = session.Live.Before(checkpoint.InstructionOf(number));
                FrameState frame = checkpoint.Frames[number]!;
                for (int i = 0; i < Register.FramePointer; i++)
                {
                    if ((live & (1 << i)) == 0)
                        frame.Registers[i].SetNotInitialised();
                }

                ulong alive = session.StackLiveness.AliveSlots(checkpoint, number);
                for (int i = 0; i < frame.SlotCount; i++)
                {
                    if ((alive & (1UL << i)) != 0)
                        continue;
                    frame.Stack[i].Bytes = 0;
                    frame.Stack[i].Spilled.SetNotInitialised();
                }
            }
        }
    }
}
