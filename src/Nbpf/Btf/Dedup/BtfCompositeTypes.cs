namespace Nbpf;

/// <summary>
/// Second pass of deduplication: structs and unions. Candidates are found by what they say of themselves and of the types of
/// their members as far as the next name; whether they are equal is for <see cref="BtfGraphEquivalence"/> to say.
/// </summary>
internal sealed class BtfCompositeTypes(BtfDedupGraph graph)
{
    // How far a member's type is followed through pointers, arrays and modifiers. Any bound is right: it only sorts candidates.
    private const int SignatureDepth = 8;

    private readonly BtfTypeStore _types = graph.Types;
    private readonly Dictionary<int, List<uint>> _canonical = [];

    internal void Run()
    {
        var equivalence = new BtfGraphEquivalence(graph);
        for (uint id = 1; id < _types.Count; id++)
        {
            if (_types.KindOf(id) is BtfKind.Struct or BtfKind.Union && !graph.IsDecided(id)) graph.StandIn(id) = Find(id, equivalence);
        }
    }

    private uint Find(uint id, BtfGraphEquivalence equivalence)
    {
        int hash = Hash(_types[id]);
        if (!_canonical.TryGetValue(hash, out List<uint>? candidates)) _canonical.Add(hash, candidates = []);
        foreach (uint candidate in candidates)
        {
            if (equivalence.IsExhausted) break;
            if (!equivalence.AreEqual(id, candidate)) continue;
            equivalence.Record();
            return candidate;
        }
        candidates.Add(id);
        return id;
    }

    private int Hash(ReadOnlySpan<uint> type)
    {
        var hash = new HashCode();
        hash.Add(type[0]);
        hash.Add(type[1]);
        hash.Add(type[2]);
        for (int member = 3; member < type.Length; member += 3)
        {
            hash.Add(type[member]);
            hash.Add(type[member + 2]);
            AddSignature(ref hash, type[member + 1]);
        }
        return hash.ToHashCode();
    }

    // Equal graphs have equal signatures: a declaration and its definition share name and kind, two enums at least the name.
    private void AddSignature(ref HashCode hash, uint id)
    {
        for (int depth = 0; depth < SignatureDepth && id != 0; depth++)
        {
            ReadOnlySpan<uint> type = _types[id];
            BtfKind kind = BtfTypeStore.Kind(type[1]);
            hash.Add(type[0]);
            switch (kind)
            {
                case BtfKind.Struct or BtfKind.Union:
                    hash.Add((int)kind);
                    return;
                case BtfKind.Fwd:
                    hash.Add((int)BtfDedupGraph.ForwardedKind(type));
                    return;
                case BtfKind.Enum or BtfKind.Enum64:
                    return;
                case BtfKind.Array:
                    hash.Add((int)kind);
                    hash.Add(type[5]);
                    id = type[3];
                    break;
                case BtfKind.Ptr or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                    hash.Add(type[1]);
                    id = type[2];
                    break;
                default:
                    // Integers, floats and prototypes: all that is said before the types they refer to.
                    hash.Add(type[1]);
                    return;
            }
        }
    }
}
