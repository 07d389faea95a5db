namespace Nbpf.Runtime.Objects;

/// <summary>The sizes of types, each found once: arrays of arrays, however deep, and what is behind typedefs, take no second walk.</summary>
/// <param name="types">The types, in which no chain comes back to where it started.</param>
internal sealed class BtfSizes(Btf types)
{
    private const ulong Unknown = 0;
    private const ulong None = 1;

    // A size is kept two above what it is.
    private const ulong FirstSize = 2;

    private readonly ulong[] known = new ulong[types.TypeCount + 1];
    private readonly Stack<uint> chain = new();

    /// <summary>The size of a type; false when it has none, as <see cref="Btf.TryGetSize"/>.</summary>
    /// <param name="id">The type.</param>
    /// <param name="sizeBytes">Receives the size, 0 when there is none.</param>
    public bool TryGet(uint id, out uint sizeBytes)
    {
        uint at = id;
        for (; known[at] == Unknown && IsSizedByTarget(types[at]); at = types[at].TargetId)
            chain.Push(at);
        if (known[at] == Unknown)
            known[at] = types.TryGetSize(at, out uint own) ? own + FirstSize : None;
        for (ulong inner = known[at]; chain.TryPop(out at); known[at] = inner)
        {
            if (inner != None && types[at].Kind == BtfKind.Array)
                inner = (inner - FirstSize) * types[at].Array.Count is <= uint.MaxValue and ulong whole ? whole + FirstSize : None;
        }

        sizeBytes = known[id] == None ? 0 : (uint)(known[id] - FirstSize);
        return known[id] != None;
    }

    private static bool IsSizedByTarget(BtfType type) => type.IsModifier || type.Kind is BtfKind.Typedef or BtfKind.Array or BtfKind.Var or BtfKind.DeclTag;
}
