using System.Runtime.CompilerServices;

namespace Nbpf.Verification.State;

/// <summary>Makes and takes back states and frames, so that exploring allocates little.</summary>
internal sealed class StatePool
{
    private static readonly int RegisterBytes = Unsafe.SizeOf<RegisterState>();
    private static readonly int SlotBytes = Unsafe.SizeOf<StackSlot>();
    private static readonly int HistoryBytes = Unsafe.SizeOf<HistoryEntry>();
    private static readonly int ResourceBytes = Unsafe.SizeOf<Resource>();

    private readonly Stack<FrameState> _frames = new();
    private readonly Stack<PathState> _paths = new();

    private long _bytes;

    /// <summary>True when the states alive take more memory than a verification may.</summary>
    public bool IsExhausted => _bytes > Limits.StateBytes;

    /// <summary>A frame with undefined contents.</summary>
    public FrameState RentFrame() => _frames.TryPop(out FrameState? frame) ? frame : new FrameState();

    /// <summary>Takes back a frame that nothing refers to.</summary>
    public void Return(FrameState frame) => _frames.Push(frame);

    /// <summary>A copy of a state as a path of its own: same frames, history and parent, one branch, no loop bookkeeping.</summary>
    public PathState Copy(PathState source)
    {
        if (!_paths.TryPop(out PathState? copy))
            copy = new PathState();
        for (int i = 0; i <= source.CurrentFrame; i++)
        {
            FrameState frame = RentFrame();
            frame.CopyFrom(source.Frames[i]!);
            copy.Frames[i] = frame;
        }

        copy.CurrentFrame = source.CurrentFrame;
        copy.Resources.CopyFrom(source.Resources);
        copy.Parent = source.Parent;
        copy.Branches = 1;
        copy.Instruction = source.Instruction;
        copy.FirstInstruction = source.FirstInstruction;
        copy.LastInstruction = source.LastInstruction;
        copy.Depth = source.Depth;
        copy.CallbackUnrollDepth = source.CallbackUnrollDepth;
        copy.Step = source.Step;
        if (copy.History.Length < source.HistoryCount)
            copy.History = new HistoryEntry[Math.Max(8, source.HistoryCount)];
        Array.Copy(source.History, copy.History, source.HistoryCount);
        copy.HistoryCount = source.HistoryCount;
        copy.ChargedBytes = SizeOf(copy);
        _bytes += copy.ChargedBytes;
        return copy;
    }

    /// <summary>A checkpoint is no longer needed.</summary>
    public void Forget(PathState checkpoint)
    {
        _bytes -= checkpoint.ChargedBytes;
        checkpoint.ChargedBytes = 0;
    }

    /// <summary>Takes back a path that was never stored as a checkpoint, with its frames.</summary>
    public void Return(PathState path)
    {
        for (int i = 0; i <= path.CurrentFrame; i++)
        {
            _frames.Push(path.Frames[i]!);
            path.Frames[i] = null;
        }

        Forget(path);
        path.Parent = null;
        path.Step = null;
        path.HistoryCount = 0;
        _paths.Push(path);
    }

    private static int SizeOf(PathState path)
    {
        int bytes = (path.HistoryCount * HistoryBytes) + (path.Resources.Count * ResourceBytes);
        for (int i = 0; i <= path.CurrentFrame; i++)
            bytes += (Isa.Register.Count * RegisterBytes) + (path.Frames[i]!.SlotCount * SlotBytes);
        return bytes;
    }
}
