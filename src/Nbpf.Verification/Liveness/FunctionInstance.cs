using Nbpf.Verification.Cfg;

namespace Nbpf.Verification.Liveness;

/// <summary>A subprogram as called along one chain of calls: masks of its own stack and of its callers'.</summary>
internal sealed class FunctionInstance(FunctionInstance? outer, int callSite, Subprogram subprogram, int number)
{
    private readonly StackMasks[]?[] _frames = new StackMasks[]?[(outer?.Depth + 1 ?? 0) + 1];
    private readonly bool[] _isWriteSet = new bool[subprogram.End - subprogram.Start];
    private readonly List<(int Frame, int Index)> _changed = [];
    private readonly HashSet<int> _lost = [];

    /// <summary>The caller's instance.</summary>
    public FunctionInstance? Outer => outer;

    /// <summary>Slot index of the call.</summary>
    public int CallSite => callSite;

    /// <summary>Number of the subprogram.</summary>
    public int Number => number;

    /// <summary>Slot index of the first instruction.</summary>
    public int Start => subprogram.Start;

    /// <summary>Frame number.</summary>
    public int Depth { get; } = outer?.Depth + 1 ?? 0;

    /// <summary>Instances that this one calls, by call site and subprogram.</summary>
    public Dictionary<(int CallSite, int Subprogram), FunctionInstance> Callees { get; } = [];

    /// <summary>Marks changed since the last propagation.</summary>
    public bool IsUpdated { get; set; }

    /// <summary>Entries allocated.</summary>
    public int AllocatedCount { get; private set; }

    /// <summary>True when anything is known of a frame's stack here.</summary>
    public bool HasFrame(int frame) => _frames[frame] is not null;

    /// <summary>The masks of a frame at an instruction; there must be some of that frame.</summary>
    public ref StackMasks At(int frame, int index) => ref _frames[frame]![index - subprogram.Start];

    /// <summary>Slots of a frame live before an instruction.</summary>
    public ulong LiveBefore(int frame, int index) => _frames[frame] is { } masks ? masks[index - subprogram.Start].LiveBefore : 0;

    /// <summary>An instruction may read slots.</summary>
    public void MarkRead(int frame, int index, ulong slots)
    {
        ref StackMasks masks = ref Ensure(frame, index);
        ulong reads = masks.MayRead | slots;
        if (reads != masks.MayRead && (reads | masks.LiveBefore) != masks.LiveBefore)
            IsUpdated = true;
        if (reads != masks.MayRead)
            Change(ref masks, frame, index);
        masks.MayRead = reads;
    }

    /// <summary>What an instruction overwrote this time; only what it overwrites every time stays.</summary>
    public void CommitWrites(int index, ReadOnlySpan<ulong> slotsByFrame)
    {
        int at = index - subprogram.Start;
        for (int frame = 0; frame <= Depth; frame++)
        {
            ulong slots = slotsByFrame[frame];
            if (slots == 0 && !_isWriteSet[at])
                continue;
            if (slots == 0 && _frames[frame] is null)
                continue;
            ref StackMasks masks = ref Ensure(frame, index);
            ulong before = masks.MustWrite;
            if (_isWriteSet[at])
                slots &= before;
            if (before != slots)
            {
                masks.MustWrite = slots;
                IsUpdated = true;
                Change(ref masks, frame, index);
            }

            if ((before & ~slots) != 0)
                _lost.Add(index);
        }

        _isWriteSet[at] = true;
    }

    /// <summary>Forgets what is overwritten later than some instructions, to compute it anew.</summary>
    public void ForgetWrittenLater(IEnumerable<int> instructions)
    {
        for (int frame = 0; frame <= Depth; frame++)
        {
            if (_frames[frame] is null)
                continue;
            foreach (int index in instructions)
            {
                ref StackMasks masks = ref At(frame, index);
                masks.MustWriteLater = 0;
                Change(ref masks, frame, index);
            }
        }
    }

    /// <summary>Where masks changed since this was asked last.</summary>
    public IReadOnlyCollection<(int Frame, int Index)> TakeChanged()
    {
        (int Frame, int Index)[] changed = [.. _changed];
        _changed.Clear();
        return changed;
    }

    /// <summary>The instructions that do not always overwrite what they were thought to, since this was asked last.</summary>
    public IReadOnlyCollection<int> TakeLost()
    {
        int[] lost = [.. _lost];
        _lost.Clear();
        return lost;
    }

    private void Change(ref StackMasks masks, int frame, int index)
    {
        if (masks.IsPending)
            return;
        masks.IsPending = true;
        _changed.Add((frame, index));
    }

    private ref StackMasks Ensure(int frame, int index)
    {
        if (_frames[frame] is null)
        {
            _frames[frame] = new StackMasks[subprogram.End - subprogram.Start];
            AllocatedCount += subprogram.End - subprogram.Start;
        }

        return ref At(frame, index);
    }
}
