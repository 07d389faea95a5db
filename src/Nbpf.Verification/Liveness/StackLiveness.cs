using Nbpf.Isa;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Log;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Liveness;

/// <summary>
/// Which stack slots may still be read after a point: gathered while exploring, per chain of calls, and propagated backwards
/// whenever a path or a subprogram ends (kernel/bpf/liveness.c, Linux 6.18).
/// </summary>
/// <remarks>
/// Sound: a finished checkpoint was explored to the end of all its paths, so every read that can follow it was marked; a slot
/// that none of them reads before overwriting it cannot matter. Above a bound of memory or work everything counts as live.
/// </remarks>
/// <param name="program">The instructions.</param>
/// <param name="subprograms">Their subprograms.</param>
/// <param name="graph">Their graph.</param>
/// <param name="log">Receives what changes, at the level that shows it.</param>
internal sealed class StackLiveness(Instruction[] program, SubprogramTable subprograms, ControlFlowGraph graph, VerifierLog log)
{
    private const int MaxEntries = 4_000_000;
    private const long MaxSteps = 10_000_000;

    private readonly Dictionary<int, FunctionInstance> _roots = [];
    private readonly ulong[] _writes = new ulong[Limits.CallFrames];
    private StackFixedPoint? _fixedPoint;
    private PathState _path = null!; // set by BeginInstruction, before anything is marked
    private int _index;
    private FunctionInstance? _current;
    private int _writeIndex;
    private int _allocated;
    private bool _isDisabled;

    /// <summary>The path entered or left a frame, or is another one.</summary>
    public void ChangeFrame() => _current = null;

    /// <summary>An instruction begins.</summary>
    /// <param name="path">The path on which it is explored.</param>
    /// <param name="index">Its slot index.</param>
    public void BeginInstruction(PathState path, int index)
    {
        if (_isDisabled)
            return;
        _path = path;
        _index = index;
        Begin(_current ??= Find(path, path.CurrentFrame), index);
    }

    /// <summary>An instruction ended; what it wrote stays written only if it always is.</summary>
    public void EndInstruction()
    {
        if (!_isDisabled)
            Commit(_current);
    }

    /// <summary>The instruction may read a slot.</summary>
    public void MarkRead(int frame, int slot)
    {
        if (_isDisabled)
            return;
        MarkRead(_current ??= Find(_path, _path.CurrentFrame), frame, _index, 1UL << slot);
    }

    /// <summary>The instruction overwrites a whole slot.</summary>
    public void MarkWrite(int frame, int slot) => _writes[frame] |= 1UL << slot;

    /// <summary>A path or subprogram ends: brings the marks of all its functions up to date, innermost first.</summary>
    public void Update(PathState path)
    {
        _current = null;
        _fixedPoint ??= new StackFixedPoint(program, subprograms, graph, log);
        for (int frame = path.CurrentFrame; frame >= 0 && !_isDisabled; frame--)
        {
            FunctionInstance instance = Find(path, frame);
            if (!instance.IsUpdated)
                continue;
            _fixedPoint.Update(instance);
            if (instance.Outer is { } outer)
                PropagateToCaller(instance, outer);
            instance.IsUpdated = false;
            if (_fixedPoint.Steps > MaxSteps)
                Disable();
        }
    }

    /// <summary>Slots of a frame that may be read after a checkpoint.</summary>
    public ulong AliveSlots(PathState checkpoint, int frame)
    {
        if (_isDisabled)
            return ulong.MaxValue;
        ulong alive = Find(checkpoint, checkpoint.CurrentFrame).LiveBefore(frame, checkpoint.Instruction);
        for (int i = frame; i < checkpoint.CurrentFrame; i++)
        {
            int callSite = checkpoint.Frames[i + 1]!.CallSite;
            bool again = graph.PointsAt(callSite).HasFlag(InstructionPoints.CallsCallback);
            alive |= Find(checkpoint, i).LiveBefore(frame, again ? callSite : callSite + 1);
        }

        return alive;
    }

    private FunctionInstance Find(PathState path, int depth)
    {
        int root = path.Frames[0]!.Subprogram;
        if (!_roots.TryGetValue(root, out FunctionInstance? instance))
            _roots[root] = instance = new FunctionInstance(null, FrameState.MainCallSite, subprograms.Subprograms[root], root);
        for (int i = 1; i <= depth; i++)
        {
            FrameState frame = path.Frames[i]!;
            if (!instance.Callees.TryGetValue((frame.CallSite, frame.Subprogram), out FunctionInstance? callee))
            {
                callee = new FunctionInstance(
                    instance, frame.CallSite, subprograms.Subprograms[frame.Subprogram], frame.Subprogram);
                instance.Callees[(frame.CallSite, frame.Subprogram)] = callee;
                Count(subprograms.Subprograms[frame.Subprogram].End - subprograms.Subprograms[frame.Subprogram].Start >> 5);
            }

            instance = callee;
        }

        return instance;
    }

    private void Begin(FunctionInstance instance, int index)
    {
        _writeIndex = index;
        Array.Clear(_writes, 0, instance.Depth + 1);
    }

    private void Commit(FunctionInstance? instance)
    {
        if (instance is null)
            return;
        int before = instance.AllocatedCount;
        instance.CommitWrites(_writeIndex, _writes);
        Count(instance.AllocatedCount - before);
    }

    private void MarkRead(FunctionInstance instance, int frame, int index, ulong slots)
    {
        int before = instance.AllocatedCount;
        instance.MarkRead(frame, index, slots);
        Count(instance.AllocatedCount - before);
    }

    private void Count(int added)
    {
        _allocated += added;
        if (_allocated > MaxEntries)
            Disable();
    }

    private void Disable()
    {
        _isDisabled = true;
        _current = null;
        _roots.Clear();
    }

    private void PropagateToCaller(FunctionInstance instance, FunctionInstance outer)
    {
        Begin(outer, instance.CallSite);
        for (int frame = 0; frame < instance.Depth; frame++)
        {
            if (!instance.HasFrame(frame))
                continue;
            StackMasks entry = instance.At(frame, instance.Start);
            _writes[frame] |= entry.MustWriteLater;
            MarkRead(outer, frame, instance.CallSite, entry.LiveBefore);
        }

        Commit(outer);
    }
}
