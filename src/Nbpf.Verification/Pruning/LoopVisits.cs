using System.Globalization;
using System.Text;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Pruning;

/// <summary>
/// Loops that converge: a path came back to an open checkpoint that covers it. Until the loop is explored to the end, the
/// precision marks of the checkpoints inside are incomplete. The paths that came back are kept; when the checkpoint at the
/// loop's head closes, marks are propagated along them until nothing changes.
/// </summary>
/// <remarks>
/// Sound: a checkpoint in a loop whose head is open is compared by ranges, as if all its scalars were precise. A head inside
/// another loop is resolved with the outermost one. Linux does the same per strongly connected component and call chain, and
/// the lines it writes about those are written here too; where a callback is the only loop Linux 6.18 has no component and
/// relies on incomplete marks, which is not sound: there it is done all the same, without a line.
/// </remarks>
internal sealed class LoopVisits(VerificationSession session)
{
    private readonly Dictionary<string, PathState> _entries = [];

    /// <summary>True when the marks of a checkpoint may still be incomplete.</summary>
    public static bool IsUnresolved(PathState checkpoint) => checkpoint.OutermostLoopHead() is { } head && head.Backedges is not null;

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>A checkpoint was stored: it may be the first inside a component on this call chain.</summary>
    public void Enter(PathState checkpoint)
    {
        if (session.Log.IsTrace && ComponentChain(checkpoint) is { } chain && _entries.TryAdd(chain, checkpoint))
            session.Log.Line($"SCC enter {chain}");
    }

    /// <summary>A path ends at a checkpoint whose loop is not explored to the end.</summary>
    public void AddBackedge(PathState checkpoint, PathState path)
    {
        PathState head = checkpoint.OutermostLoopHead() is { Backedges: not null } outer ? outer : checkpoint;
        for (PathState? state = path.Parent; state is not null && state != head; state = state.Parent)
        {
            if (state.OutermostLoopHead() is { } inner && inner != head && inner.Depth < head.Depth)
            {
                // The path already belongs to a loop further out: that one is resolved last.
                MoveBackedges(head, inner);
                head = inner;
                break;
            }
        }

        head.Backedges ??= [];
        for (PathState? state = path.Parent; state is not null && state != head; state = state.Parent)
        {
            MoveBackedges(state, head);
            state.LoopHead = head;
        }

        PathState kept = session.Pool.Copy(path);
        head.LoopHead ??= head;
        string? chain = ComponentChain(path);
        head.Backedges.Add((kept, checkpoint, chain is not null));
        if (chain is null)
            return;
        session.Counters.BackedgeAdded();
        if (session.Log.IsTrace)
            session.Log.Line($"SCC backedge {chain}");
    }

    /// <summary>A checkpoint has no open branch left.</summary>
    public void Close(PathState state)
    {
        if (session.Log.IsTrace && ComponentChain(state) is { } chain && _entries.TryGetValue(chain, out PathState? entry) && entry == state)
        {
            session.Log.Line($"SCC exit {chain}");
            _entries.Remove(chain);
        }

        if (state.Backedges is not { } backedges || (state.LoopHead is { } outer && outer != state))
            return;
        bool changed = true;
        for (int round = 0; changed; round++)
        {
            changed = false;
            foreach ((PathState path, PathState equalTo, bool isKnownToLinux) in backedges)
            {
                session.Log.IsMuted = !isKnownToLinux;
                if (round == Limits.BackedgeRounds)
                    Backtracking.MarkAllPrecise(session, path);
                else
                    changed |= Backtracking.Propagate(session, equalTo, path, log: true);
            }
        }

        session.Log.IsMuted = false;
        session.Counters.BackedgesRemoved(backedges.Count(b => b.IsKnownToLinux));
        state.Backedges = null;
        state.LoopHead = null;
    }

    private static void MoveBackedges(PathState from, PathState to)
    {
        if (from == to || from.Backedges is not { } moved)
            return;
        (to.Backedges ??= []).AddRange(moved);
        from.Backedges = null;
        from.LoopHead = to;
    }

    /// <summary><c>(call site,…,component)</c> of the innermost component that contains the state, or null.</summary>
    private string? ComponentChain(PathState state)
    {
        if (session.Graph.ComponentCount == 0)
            return null;
        var text = new StringBuilder("(");
        for (int i = 0; i <= state.CurrentFrame; i++)
        {
            int index = state.InstructionOf(i);
            int component = session.Graph.ComponentOf(index);
            if (component != 0)
                return text.Append(CultureInfo.InvariantCulture, $"{component})").ToString();
            text.Append(CultureInfo.InvariantCulture, $"{index},");
        }

        return null;
    }
}
