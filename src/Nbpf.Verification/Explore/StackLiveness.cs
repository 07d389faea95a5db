using System.Globalization;
using System.Numerics;
using System.Text;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Explore;

/// <summary>
/// Which stack slots may still be read after a point: gathered while exploring, per chain of calls, and propagated backwards
/// whenever a path or a subprogram ends (kernel/bpf/liveness.c, Linux 6.18).
/// </summary>
/// <remarks>
/// Sound: a finished checkpoint was explored to the end of all its paths, so every read that can follow it was marked; a slot
/// that none of them reads before overwriting it cannot matter. Above a bound of memory everything counts as live.
/// </remarks>
internal sealed class StackLiveness(VerificationSession session)
{
    private const int MaxEntries = 4_000_000;

    private readonly Dictionary<int, FunctionInstance> _roots = [];
    private readonly ulong[] _writes = new ulong[Limits.CallFrames];
    private int[]?[] _orders = [];
    private FunctionInstance? _current;
    private int _writeIndex;
    private int _allocated;
    private bool _isDisabled;

    /// <summary>The path entered or left a frame, or is another one.</summary>
    public void ChangeFrame() => _current = null;

    /// <summary>An instruction begins.</summary>
    public void BeginInstruction()
    {
        if (_isDisabled)
            return;
        Begin(_current ??= Find(session.Path, session.Path.CurrentFrame), session.Index);
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
        MarkRead(_current ??= Find(session.Path, session.Path.CurrentFrame), frame, session.Index, 1UL << slot);
    }

    /// <summary>The instruction overwrites a whole slot.</summary>
    public void MarkWrite(int frame, int slot) => _writes[frame] |= 1UL << slot;

    /// <summary>A path or subprogram ends: brings the marks of all its functions up to date, innermost first.</summary>
    public void Update(PathState path)
    {
        _current = null;
        for (int frame = path.CurrentFrame; frame >= 0 && !_isDisabled; frame--)
        {
            FunctionInstance instance = Find(path, frame);
            if (!instance.IsUpdated)
                continue;
            Propagate(instance);
            instance.IsUpdated = false;
            instance.LostWrites = false;
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
            bool again = session.Graph.PointsAt(callSite).HasFlag(InstructionPoints.CallsCallback);
            alive |= Find(checkpoint, i).LiveBefore(frame, again ? callSite : callSite + 1);
        }

        return alive;
    }

    private FunctionInstance Find(PathState path, int depth)
    {
        int root = path.Frames[0]!.Subprogram;
        if (!_roots.TryGetValue(root, out FunctionInstance? instance))
            _roots[root] = instance = new FunctionInstance(null, FrameState.MainCallSite, session.Subprograms.Subprograms[root], root);
        for (int i = 1; i <= depth; i++)
        {
            FrameState frame = path.Frames[i]!;
            if (!instance.Callees.TryGetValue((frame.CallSite, frame.Subprogram), out FunctionInstance? callee))
            {
                callee = new FunctionInstance(
                    instance, frame.CallSite, session.Subprograms.Subprograms[frame.Subprogram], frame.Subprogram);
                instance.Callees[(frame.CallSite, frame.Subprogram)] = callee;
                Count(session.Subprograms.Subprograms[frame.Subprogram].End - session.Subprograms.Subprograms[frame.Subprogram].Start >> 5);
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
        if (_allocated <= MaxEntries)
            return;
        _isDisabled = true;
        _current = null;
        _roots.Clear();
    }

    /// <summary>Fixed point of liveness over one instance, then its effects on the callers' stacks at the call.</summary>
    private void Propagate(FunctionInstance instance)
    {
        if (instance.LostWrites)
            instance.ClearWrittenLater();
        int rounds = 0;
        bool changed;
        do
        {
            rounds++;
            changed = false;
            for (int frame = 0; frame <= instance.Depth; frame++)
            {
                if (!instance.HasFrame(frame))
                    continue;
                foreach (int index in OrderOf(instance.Number))
                    changed |= Step(instance, frame, index);
            }
        }
        while (changed);
        if (session.Log.IsTrace)
            session.Log.Line($"{ChainText(instance)} live stack update done in {rounds} iterations");
        if (instance.Outer is { } outer)
            PropagateToCaller(instance, outer);
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

    private bool Step(FunctionInstance instance, int frame, int index)
    {
        int count = ControlFlow.Successors(session.Instructions[index], index, out int first, out int second);

        // At the end nothing more is read, and nothing is written either that a way there left out.
        ulong live = 0;
        ulong written = ControlFlow.LeadsToEnd(session.Instructions[index]) ? 0 : ulong.MaxValue;
        if (count > 0)
        {
            live = instance.At(frame, first).LiveBefore;
            written &= instance.At(frame, first).MustWriteLater;
        }

        if (count > 1)
        {
            live |= instance.At(frame, second).LiveBefore;
            written &= instance.At(frame, second).MustWriteLater;
        }

        ref StackMasks masks = ref instance.At(frame, index);
        live = (live & ~masks.MustWrite) | masks.MayRead;
        written |= masks.MustWrite;
        if (live == masks.LiveBefore && written == masks.MustWriteLater)
            return false;
        bool isShown = session.Log.IsTrace && ((masks.MayRead | masks.MustWrite) != 0 || index == instance.Start
            || session.Graph.PointsAt(index).HasFlag(InstructionPoints.PrunePoint));
        if (isShown)
        {
            LogChange(instance, frame, index, "live", masks.LiveBefore, live);
            LogChange(instance, frame, index, "written", masks.MustWriteLater, written);
        }

        masks.LiveBefore = live;
        masks.MustWriteLater = written;
        return true;
    }

    private void LogChange(FunctionInstance instance, int frame, int index, string what, ulong before, ulong after)
    {
        if (before == after)
            return;
        StringBuilder text = session.Log.Text;
        text.Append(ChainText(instance)).Append(CultureInfo.InvariantCulture, $" frame {frame} insn {index} ");
        if ((after & ~before) != 0)
        {
            text.Append('+').Append(what).Append(' ');
            AppendSlots(text, after & ~before);
            text.Append(' ');
        }

        if ((before & ~after) != 0)
        {
            text.Append('-').Append(what).Append(' ');
            AppendSlots(text, before & ~after);
        }

        text.Append('\n');
    }

    private static void AppendSlots(StringBuilder text, ulong slots)
    {
        for (bool first = true; slots != 0; slots &= slots - 1, first = false)
            text.Append(first ? "-" : ",-").Append((BitOperations.TrailingZeroCount(slots) + 1) * 8);
    }

    /// <summary><c>(call site,…,first instruction)</c></summary>
    private static string ChainText(FunctionInstance instance)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{instance.Start})");
        for (FunctionInstance? i = instance; i.Outer is not null; i = i.Outer)
            text = string.Create(CultureInfo.InvariantCulture, $"{i.CallSite},{text}");
        return "(" + text;
    }

    /// <summary>Instructions after their successors except along loops, in the order in which Linux updates (and logs) them.</summary>
    private int[] OrderOf(int subprogram)
    {
        if (_orders.Length == 0)
            _orders = new int[]?[session.Subprograms.Count];
        if (_orders[subprogram] is { } known)
            return known;
        Subprogram function = session.Subprograms.Subprograms[subprogram];
        var order = new List<int>(function.End - function.Start);
        var path = new Stack<int>();
        var discovered = new bool[function.End - function.Start];
        var explored = new bool[function.End - function.Start];
        discovered[0] = true;
        path.Push(function.Start);
        while (path.TryPeek(out int index))
        {
            if (explored[index - function.Start])
            {
                order.Add(index);
                path.Pop();
                continue;
            }

            explored[index - function.Start] = true;
            int count = ControlFlow.Successors(session.Instructions[index], index, out int first, out int second);
            Discover(count > 0 ? first : index);
            Discover(count > 1 ? second : index);
        }

        return _orders[subprogram] = [.. order];

        void Discover(int index)
        {
            if (discovered[index - function.Start])
                return;
            discovered[index - function.Start] = true;
            path.Push(index);
        }
    }
}
