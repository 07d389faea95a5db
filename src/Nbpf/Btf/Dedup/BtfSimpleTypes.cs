namespace Nbpf;

/// <summary>
/// First pass of deduplication: types that refer to no others. Integers, floats and forward declarations are equal when all
/// their words are. So are enums, and an enum without constants is the declaration of one by that name: libbpf's rules, by
/// which the first type of a name takes declarations, and a declaration that came first goes to the last definition.
/// </summary>
internal sealed class BtfSimpleTypes(BtfDedupGraph graph, BtfExactTypes exact)
{
    // The first enum of each name.
    private readonly Dictionary<uint, uint> _firstEnums = [];

    internal void Run()
    {
        for (uint id = 1; id < graph.Types.Count; id++)
        {
            switch (graph.Types.KindOf(id))
            {
                case BtfKind.Int or BtfKind.Float or BtfKind.Fwd:
                    graph.StandIn(id) = exact.FindOrAdd(id);
                    break;
                case BtfKind.Enum or BtfKind.Enum64:
                    graph.StandIn(id) = FindEnum(id);
                    break;
                // Each variable and section is one of its own.
                case BtfKind.Var or BtfKind.Datasec:
                    graph.StandIn(id) = id;
                    break;
            }
        }
    }

    private uint FindEnum(uint id)
    {
        if (!_firstEnums.TryGetValue(graph.Types.NameOf(id), out uint first))
        {
            _firstEnums.Add(graph.Types.NameOf(id), id);
            first = id;
        }
        if (IsEnumDeclaration(graph.Types[id])) return first;
        if (first != id && IsEnumDeclaration(graph.Types[first])) graph.StandIn(first) = id;
        return exact.FindOrAdd(id);
    }

    internal static bool IsEnumDeclaration(ReadOnlySpan<uint> type) => (type[1] & 0xffff) == 0;
}
