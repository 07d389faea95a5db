namespace Nbpf;

/// <summary>
/// The types during deduplication: a copy whose ids may be rewritten, and for each type the one that stands for it. That
/// map is a forest: a type that stands for itself survives, and a chain of several steps ends at such a type.
/// </summary>
internal sealed class BtfDedupGraph
{
    /// <summary>In place of an id: not decided yet.</summary>
    internal const uint Undecided = uint.MaxValue;

    private readonly uint[] _standIns;

    internal BtfDedupGraph(BtfTypeStore types)
    {
        Types = types;
        _standIns = new uint[types.Count];
        _standIns.AsSpan(1).Fill(Undecided);
    }

    /// <summary>The types.</summary>
    internal BtfTypeStore Types { get; }

    /// <summary>The type that stands for another by one step, or <see cref="Undecided"/>.</summary>
    internal ref uint StandIn(uint id) => ref _standIns[id];

    /// <summary>True when something stands for the type, be it itself.</summary>
    internal bool IsDecided(uint id) => _standIns[id] != Undecided;

    /// <summary>True when the type survives.</summary>
    internal bool IsCanonical(uint id) => _standIns[id] == id;

    /// <summary>The last type of the chain: canonical, or undecided itself.</summary>
    internal uint Resolve(uint id)
    {
        while (_standIns[id] is var next && next != id && next != Undecided) id = next;
        return id;
    }

    /// <summary>Kind that a forward declaration announces.</summary>
    internal static BtfKind ForwardedKind(ReadOnlySpan<uint> forward) => forward[1] >> 31 != 0 ? BtfKind.Union : BtfKind.Struct;
}
