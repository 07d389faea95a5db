namespace Nbpf;

/// <summary>
/// Whether the graph of types that hangs on one struct or union equals that of another. Both are walked side by side. What
/// is met is assumed equal (types refer to each other in circles) and the assumptions must agree: one type on the canonical
/// side is one type on the candidate's. A forward declaration equals a struct or union of its name, which is how the
/// definition in one file comes to complete the declaration in another (the rules of libbpf's btf__dedup).
/// </summary>
internal sealed class BtfGraphEquivalence
{
    // What a word of the types may cost. The kernel's types, three times over, cost 0.23 steps a word; without a bound hostile
    // types would cost the square of their number.
    private const long StepsPerWord = 8;
    private const long StepsAlways = 100_000;

    private readonly BtfDedupGraph _graph;
    private readonly BtfTypeStore _types;
    private readonly uint[] _assumed;
    private readonly List<uint> _met = [];
    private readonly Stack<(uint Candidate, uint Canonical)> _pending = new();
    private readonly Stack<(uint Left, uint Right)> _identical = new();
    private long _stepsLeft;

    internal BtfGraphEquivalence(BtfDedupGraph graph)
    {
        _graph = graph;
        _types = graph.Types;
        _assumed = new uint[_types.Count];
        Array.Fill(_assumed, BtfDedupGraph.Undecided);
        _stepsLeft = StepsAlways + (StepsPerWord * _types.WordCount);
    }

    /// <summary>True when the work allowed is done; then nothing more is found equal.</summary>
    internal bool IsExhausted => _stepsLeft <= 0;

    /// <summary>
    /// Compares two graphs. When work on hostile input exceeds its bound the answer is false, which leaves two types where
    /// one would do.
    /// </summary>
    internal bool AreEqual(uint candidate, uint canonical)
    {
        foreach (uint id in _met) _assumed[id] = BtfDedupGraph.Undecided;
        _met.Clear();
        _pending.Clear();
        _pending.Push((candidate, canonical));
        while (_pending.TryPop(out (uint Candidate, uint Canonical) pair))
        {
            if (--_stepsLeft < 0 || !Step(pair.Candidate, pair.Canonical)) return false;
        }
        return true;
    }

    /// <summary>
    /// Records what the last comparison, which found equality, has shown beyond the two types themselves: declarations
    /// that are completed, and structs and unions below them whose counterpart is canonical already.
    /// </summary>
    internal void Record()
    {
        foreach (uint met in _met)
        {
            uint candidate = _graph.Resolve(_assumed[met]);
            uint canonical = _graph.Resolve(met);
            BtfKind candidateKind = _types.KindOf(candidate), canonicalKind = _types.KindOf(canonical);
            if (canonicalKind == BtfKind.Fwd)
            {
                if (candidateKind != BtfKind.Fwd) _graph.StandIn(canonical) = candidate;
            }
            else if (candidateKind == BtfKind.Fwd
                || (candidateKind is BtfKind.Struct or BtfKind.Union && _graph.IsDecided(canonical) && !_graph.IsDecided(candidate)))
            {
                _graph.StandIn(candidate) = canonical;
            }
        }
    }

    private bool Step(uint candidate, uint canonical)
    {
        if (_graph.Resolve(candidate) == _graph.Resolve(canonical)) return true;
        canonical = DefinitionOf(canonical);
        if (_assumed[canonical] is var assumed && assumed != BtfDedupGraph.Undecided)
            return assumed == candidate || AreIdentical(assumed, candidate);
        _assumed[canonical] = candidate;
        _met.Add(canonical);

        BtfKind kind = _types.KindOf(candidate), canonicalKind = _types.KindOf(canonical);
        if (kind == BtfKind.Unkn || canonicalKind == BtfKind.Unkn) return false;
        ReadOnlySpan<uint> left = _types[candidate], right = _types[canonical];
        if (left[0] != right[0]) return false;
        if (kind != canonicalKind)
        {
            if (kind == BtfKind.Fwd) return BtfDedupGraph.ForwardedKind(left) == canonicalKind;
            return canonicalKind == BtfKind.Fwd && BtfDedupGraph.ForwardedKind(right) == kind;
        }
        switch (kind)
        {
            case BtfKind.Int or BtfKind.Float or BtfKind.Fwd:
                return left.SequenceEqual(right);
            case BtfKind.Enum or BtfKind.Enum64:
                return BtfSimpleTypes.IsEnumDeclaration(left) || BtfSimpleTypes.IsEnumDeclaration(right) || left.SequenceEqual(right);
            case BtfKind.Ptr or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag
                or BtfKind.Array or BtfKind.Struct or BtfKind.Union or BtfKind.FuncProto:
                return AreAlike(left, right, kind) && PushReferences(left, right, kind);
            default:
                return false;
        }
    }

    /// <summary>True when two types of a kind differ at most in the types they refer to.</summary>
    internal static bool AreAlike(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, BtfKind kind)
    {
        if (left.Length != right.Length || left[1] != right[1]) return false;
        BtfFields ids = BtfFields.TypeIds(kind, (int)(left[1] & 0xffff));
        for (int word = 0, next = 0; word < left.Length; word++)
        {
            if (next < ids.Count && ids[next] == word) next++;
            else if (left[word] != right[word]) return false;
        }
        return true;
    }

    // Reversed, so that they are compared in their order: which assumption comes first decides which ones contradict it.
    private bool PushReferences(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, BtfKind kind)
    {
        BtfFields ids = BtfFields.TypeIds(kind, (int)(left[1] & 0xffff));
        _stepsLeft -= ids.Count;
        for (int i = ids.Count - 1; i >= 0; i--) _pending.Push((left[ids[i]], right[ids[i]]));
        return true;
    }

    private uint DefinitionOf(uint id)
    {
        if (_types.KindOf(id) != BtfKind.Fwd) return id;
        uint definition = _graph.Resolve(id);
        return _types.KindOf(definition) == BtfKind.Fwd ? id : definition;
    }

    // Compilers now and then describe one array, pointer or struct twice in a file. Then a canonical type meets two types of
    // the candidate's side, and the assumptions still agree when those two are the same down to the ids they refer to.
    private bool AreIdentical(uint first, uint second)
    {
        _identical.Clear();
        _identical.Push((first, second));
        while (_identical.TryPop(out (uint Left, uint Right) pair))
        {
            if (pair.Left == pair.Right) continue;
            BtfKind kind = _types.KindOf(pair.Left);
            if (--_stepsLeft < 0 || kind != _types.KindOf(pair.Right)) return false;
            ReadOnlySpan<uint> left = _types[pair.Left], right = _types[pair.Right];
            switch (kind)
            {
                case BtfKind.Ptr or BtfKind.Array:
                    if (!left.SequenceEqual(right)) return false;
                    break;
                case BtfKind.Struct or BtfKind.Union:
                    if (!AreAlike(left, right, kind)) return false;
                    for (int member = 3; member < left.Length; member += 3) _identical.Push((left[member + 1], right[member + 1]));
                    break;
                default:
                    return false;
            }
        }
        return true;
    }
}
