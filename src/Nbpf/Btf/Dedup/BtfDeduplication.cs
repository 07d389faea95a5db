namespace Nbpf;

/// <summary>
/// Makes equal types one, as <c>btf__dedup</c> of libbpf does (its algorithm: Nakryiko, "Enhancing the Linux kernel with
/// BTF type information", 2018; in our words here). Compilers describe every file for itself; put together, the types of
/// several files repeat each other, refer to each other in circles, and one file declares what another defines.
/// </summary>
public static class BtfDeduplication
{
    /// <summary>
    /// Puts the types of several objects together and makes equal ones one. Each type of the result stood in a source, in
    /// the order of the sources; variables and data sections stay apart even when they are equal. Deduplicating one object
    /// twice changes nothing more.
    /// </summary>
    /// <param name="sources">The objects.</param>
    /// <exception cref="BpfFormatException">Prototypes refer to each other in a circle that no struct interrupts.</exception>
    public static Btf Run(params ReadOnlySpan<Btf> sources)
    {
        var types = new BtfTypeStore();
        foreach (Btf source in sources)
        {
            ArgumentNullException.ThrowIfNull(source, nameof(sources));
            uint before = (uint)types.Count - 1;
            foreach (BtfType type in source.Types)
            {
                uint id = types.Append(type);
                BtfFields ids = types.TypeIdsOf(id);
                for (int i = 0; i < ids.Count; i++)
                {
                    ref uint referred = ref types[id][ids[i]];
                    if (referred != 0) referred += before;
                }
            }
        }
        return Btf.Parse(Run(types, out _).ToBytes());
    }

    /// <summary>Makes equal types one; the types given stay as they are.</summary>
    /// <param name="types">The types, with the names of the result.</param>
    /// <param name="newIds">Receives the id in the result of each id given.</param>
    internal static BtfTypeStore Run(BtfTypeStore types, out uint[] newIds)
    {
        var graph = new BtfDedupGraph(types.Copy());
        var exact = new BtfExactTypes(graph.Types);
        new BtfSimpleTypes(graph, exact).Run();
        new BtfCompositeTypes(graph).Run();
        new BtfForwardDeclarations(graph).Run();
        new BtfReferenceTypes(graph, exact).Run();
        newIds = Number(graph);
        return Compact(graph, newIds);
    }

    private static uint[] Number(BtfDedupGraph graph)
    {
        var newIds = new uint[graph.Types.Count];
        uint last = 0;
        for (uint id = 1; id < newIds.Length; id++)
        {
            if (graph.IsCanonical(id)) newIds[id] = ++last;
        }
        for (uint id = 1; id < newIds.Length; id++) newIds[id] = newIds[graph.Resolve(id)];
        return newIds;
    }

    private static BtfTypeStore Compact(BtfDedupGraph graph, uint[] newIds)
    {
        var result = new BtfTypeStore(graph.Types.Strings);
        for (uint id = 1; id < graph.Types.Count; id++)
        {
            if (!graph.IsCanonical(id)) continue;
            uint newId = result.Append(graph.Types[id]);
            BtfFields ids = result.TypeIdsOf(newId);
            for (int i = 0; i < ids.Count; i++)
            {
                ref uint referred = ref result[newId][ids[i]];
                referred = newIds[referred];
            }
        }
        return result;
    }
}
