namespace Nbpf;

/// <summary>
/// Third pass of deduplication: forward declarations that no comparison of structs has met. One whose name belongs to a
/// single struct or union, and that of its kind, is a declaration of it.
/// </summary>
internal sealed class BtfForwardDeclarations(BtfDedupGraph graph)
{
    private const uint Ambiguous = 0;

    internal void Run()
    {
        var definitions = new Dictionary<uint, uint>();
        for (uint id = 1; id < graph.Types.Count; id++)
        {
            if (graph.Types.KindOf(id) is not (BtfKind.Struct or BtfKind.Union) || !graph.IsCanonical(id)) continue;
            if (!definitions.TryAdd(graph.Types.NameOf(id), id)) definitions[graph.Types.NameOf(id)] = Ambiguous;
        }
        for (uint id = 1; id < graph.Types.Count; id++)
        {
            if (graph.Types.KindOf(id) != BtfKind.Fwd || !graph.IsCanonical(id)) continue;
            if (definitions.TryGetValue(graph.Types.NameOf(id), out uint definition) && definition != Ambiguous
                && graph.Types.KindOf(definition) == BtfDedupGraph.ForwardedKind(graph.Types[id]))
                graph.StandIn(id) = definition;
        }
    }
}
