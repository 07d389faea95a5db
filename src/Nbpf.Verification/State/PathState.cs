namespace Nbpf.Verification.State;

/// <summary>
/// Everything known at one point of one path (struct bpf_verifier_state, Linux 6.18): the frames, how the path came here
/// since its last checkpoint, and which checkpoint that was.
/// </summary>
internal sealed class PathState
{
    /// <summary>The frames; those above <see cref="CurrentFrame"/> are null.</summary>
    public readonly FrameState?[] Frames = new FrameState?[Limits.CallFrames];

    /// <summary>What the path acquired and has not released, whichever frame did.</summary>
    public readonly ResourceSet Resources = new();

    /// <summary>Number of the innermost frame.</summary>
    public int CurrentFrame;

    /// <summary>The last checkpoint on the path.</summary>
    public PathState? Parent;

    /// <summary>Paths that continue from here and are not finished.</summary>
    public int Branches = 1;

    /// <summary>Slot index of the instruction about to be explored.</summary>
    public int Instruction;

    /// <summary>First instruction since the last checkpoint.</summary>
    public int FirstInstruction;

    /// <summary>Instruction explored before <see cref="Instruction"/>, -1 at the start.</summary>
    public int LastInstruction = -1;

    /// <summary>Checkpoints above this one.</summary>
    public int Depth;

    /// <summary>How often callbacks were entered on the path.</summary>
    public int CallbackUnrollDepth;

    /// <summary>Steps since the last checkpoint worth remembering.</summary>
    public HistoryEntry[] History = [];

    /// <summary>Entries used of <see cref="History"/>.</summary>
    public int HistoryCount;

    /// <summary>Where exploration is traced: the last step of the path; of a checkpoint, the step explored from it.</summary>
    public ExploredStep? Step;

    /// <summary>For checkpoints inside a loop that is not fully explored: the checkpoint the loop returns to.</summary>
    public PathState? LoopHead;

    /// <summary>Paths that returned to this checkpoint or to one inside its loop while it was open.</summary>
    public List<(PathState Path, PathState EqualTo, bool IsKnownToLinux)>? Backedges;

    /// <summary>Checkpoint only: how often it pruned a path.</summary>
    public int Hits;

    /// <summary>Checkpoint only: how often it was compared in vain.</summary>
    public int Misses;

    /// <summary>Checkpoint only: dead registers were removed.</summary>
    public bool IsCleaned;

    /// <summary>Checkpoint only: no longer compared with, kept alive by open branches.</summary>
    public bool IsEvicted;

    /// <summary>Bytes that the pool counts for this state.</summary>
    public int ChargedBytes;

    /// <summary>The innermost frame.</summary>
    public FrameState Top => Frames[CurrentFrame]!;

    /// <summary>Slot index at which a frame continues: this state's instruction, or the call site of the frame above.</summary>
    public int InstructionOf(int frame) => frame == CurrentFrame ? Instruction : Frames[frame + 1]!.CallSite;

    /// <summary>The checkpoint at the head of the outermost open loop around this checkpoint, or null.</summary>
    public PathState? OutermostLoopHead()
    {
        PathState? head = LoopHead;
        while (head?.LoopHead is { } outer && outer != head)
            head = outer;
        return head;
    }

    /// <summary>Appends a step.</summary>
    public int AddHistory(in HistoryEntry entry)
    {
        if (HistoryCount == History.Length)
            Array.Resize(ref History, Math.Max(8, HistoryCount * 2));
        History[HistoryCount] = entry;
        return HistoryCount++;
    }
}
