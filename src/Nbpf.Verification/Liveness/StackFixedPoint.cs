using System.Globalization;
using System.Numerics;
using System.Text;
using Nbpf.Isa;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Log;

namespace Nbpf.Verification.Liveness;

/// <summary>
/// Brings the masks of a function's instance up to date after its marks changed. Linux goes over all instructions, frame by frame, until a
/// round changes nothing; here only those are looked at whose marks or successors changed, in the same order and the same rounds. So the
/// log is the same, and ever so many ends of paths do not cost the whole function each.
/// </summary>
/// <param name="program">The instructions.</param>
/// <param name="subprograms">Their subprograms.</param>
/// <param name="graph">Their graph.</param>
/// <param name="log">Receives what changes, at the level that shows it.</param>
internal sealed class StackFixedPoint(Instruction[] program, SubprogramTable subprograms, ControlFlowGraph graph, VerifierLog log)
{
    private readonly int[]?[] _orders = new int[]?[subprograms.Count];
    private readonly int[] _places = new int[program.Length];
    private readonly PriorityQueue<int, int> _thisRound = new();
    private readonly List<int> _nextRound = [];
    private ILookup<int, int>? _loops;

    /// <summary>Instructions looked at so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The least fixed point of an instance's masks.</summary>
    public void Update(FunctionInstance instance)
    {
        int[] order = OrderOf(instance.Number);
        Forget(instance, order);
        foreach ((int frame, int index) in instance.TakeChanged())
            _nextRound.Add((frame * order.Length) + _places[index]);
        int rounds = 0;
        bool changed;
        do
        {
            rounds++;
            foreach (int place in _nextRound)
                _thisRound.Enqueue(place, place);
            _nextRound.Clear();
            changed = Round(instance, order);
        }
        while (changed);
        if (log.IsTrace)
            log.Line($"{ChainText(instance)} live stack update done in {rounds} iterations");
    }

    // What is overwritten later is computed anew where it may hold itself up: in the loops of the instructions that do not always overwrite
    // any more. Linux begins anew everywhere, which comes to the same, and logs it.
    private void Forget(FunctionInstance instance, int[] order)
    {
        IReadOnlyCollection<int> lost = instance.TakeLost();
        if (lost.Count == 0)
            return;
        if (log.IsTrace)
        {
            instance.ForgetWrittenLater(order);
            return;
        }

        _loops ??= Enumerable.Range(0, program.Length).ToLookup(graph.ComponentOf);
        foreach (int loop in lost.Select(graph.ComponentOf).Where(static loop => loop != 0).Distinct())
            instance.ForgetWrittenLater(_loops[loop]);
    }

    private bool Round(FunctionInstance instance, int[] order)
    {
        bool changed = false;
        while (_thisRound.TryDequeue(out int place, out _))
        {
            (int frame, int at) = Math.DivRem(place, order.Length);
            instance.At(frame, order[at]).IsPending = false;
            Steps++;
            if (!Step(instance, frame, order[at]))
                continue;
            changed = true;
            foreach (int before in graph.Predecessors.Before(order[at]))
            {
                ref StackMasks masks = ref instance.At(frame, before);
                if (masks.IsPending)
                    continue;
                masks.IsPending = true;
                int next = (frame * order.Length) + _places[before];
                if (next > place)
                    _thisRound.Enqueue(next, next);
                else
                    _nextRound.Add(next);
            }
        }

        return changed;
    }

    private bool Step(FunctionInstance instance, int frame, int index)
    {
        int count = ControlFlow.Successors(program[index], index, out int first, out int second);

        // At the end nothing more is read, and nothing is written either that a way there left out.
        ulong live = 0;
        ulong written = ControlFlow.LeadsToEnd(program[index]) ? 0 : ulong.MaxValue;
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
        bool isShown = log.IsTrace && ((masks.MayRead | masks.MustWrite) != 0 || index == instance.Start
            || graph.PointsAt(index).HasFlag(InstructionPoints.PrunePoint));
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
        StringBuilder text = log.Text;
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

    // Instructions after their successors except along loops, in the order in which Linux updates (and logs) them.
    private int[] OrderOf(int number)
    {
        if (_orders[number] is { } known)
            return known;
        Subprogram function = subprograms.Subprograms[number];
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
                _places[index] = order.Count;
                order.Add(index);
                path.Pop();
                continue;
            }

            explored[index - function.Start] = true;
            int count = ControlFlow.Successors(program[index], index, out int first, out int second);
            Discover(count > 0 ? first : index);
            Discover(count > 1 ? second : index);
        }

        return _orders[number] = [.. order];

        void Discover(int index)
        {
            if (discovered[index - function.Start])
                return;
            discovered[index - function.Start] = true;
            path.Push(index);
        }
    }
}
