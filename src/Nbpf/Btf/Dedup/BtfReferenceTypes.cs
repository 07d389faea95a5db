namespace Nbpf;

/// <summary>
/// Last pass of deduplication: pointers, typedefs, modifiers, arrays, prototypes, functions and tags. Structs, unions and
/// what refers to nothing are settled, so a type is settled once those it refers to are; then it equals another when all
/// words do. The types it refers to come first, depth first, so that ids come out in libbpf's order.
/// </summary>
internal sealed class BtfReferenceTypes(BtfDedupGraph graph, BtfExactTypes exact)
{
    private readonly Stack<(uint Id, int Next)> _open = new();
    private readonly HashSet<uint> _entered = [];

    /// <exception cref="BpfFormatException">Types refer to each other in a circle without a struct or union in it.</exception>
    internal void Run()
    {
        for (uint id = 1; id < graph.Types.Count; id++)
        {
            if (!graph.IsDecided(id)) Settle(id);
        }
    }

    private void Settle(uint start)
    {
        Enter(start);
        while (_open.TryPop(out (uint Id, int Next) step))
        {
            BtfFields ids = graph.Types.TypeIdsOf(step.Id);
            int next = step.Next;
            for (; next < ids.Count; next++)
            {
                ref uint referred = ref graph.Types[step.Id][ids[next]];
                if (!graph.IsDecided(referred)) break;
                referred = graph.Resolve(referred);
            }
            if (next < ids.Count)
            {
                _open.Push((step.Id, next));
                Enter(graph.Types[step.Id][ids[next]]);
                continue;
            }
            graph.StandIn(step.Id) = exact.FindOrAdd(step.Id);
        }
    }

    private void Enter(uint id)
    {
        if (!_entered.Add(id)) throw new BpfFormatException($"BTF type {id}: refers to itself without a struct or union between", 0);
        _open.Push((id, 0));
    }
}
