using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>Commands on many elements: counts at every edge, flags, positions, errors in the middle, walks in batches of any size.</summary>
internal static class BatchScripts
{
    private const int Elements = 6;

    public static Script Of(MapKind kind)
    {
        Script script = new();
        kind.Prepare(script);
        foreach (MapFlags flags in kind.Variants)
        {
            // Large enough that a hash of any seed can be walked, and that nothing is evicted.
            script.Map("m", kind.Type, 4, kind.ValueSize, 1000, flags, kind.Inner);
            Updates(script, kind);
            Lookups(script, kind);
            Deletes(script, kind);
            Takes(script, kind);
            script.Contents("m");
            Edges(script, kind, flags);
        }

        return script;
    }

    private static void Updates(Script script, MapKind kind)
    {
        Operand keys = MapKind.Keys(0, 1, 2, 3, 4, 5), values = kind.Values(Elements);
        script.LookupBatch("m", Operand.Null, 1000);
        script.UpdateBatch("m", keys, values, Elements);
        script.UpdateBatch("m", keys, values, 0);
        foreach (ulong flags in (ulong[])[1, 2, 3, 4, 5, 8, 1UL << 32, ulong.MaxValue]) script.UpdateBatch("m", keys, values, Elements, flags);
        foreach (ulong flags in (ulong[])[1, 2, 4, ulong.MaxValue]) script.UpdateBatch("m", keys, values, Elements, 0, flags);
        script.UpdateBatch("m", keys, values, 0, 1);
        script.UpdateBatch("m", Operand.Null, values, 1);
        script.UpdateBatch("m", keys, Operand.Null, 1);
        script.UpdateBatch("m", Operand.Null, Operand.Null, 0);
        script.UpdateBatch("m", Operand.Null, Operand.Null, 1);
        script.UpdateBatch("m", MapKind.Keys(10, 999, 1000, 11), kind.Values(4), 4);
        script.UpdateBatch("m", MapKind.Keys(7, 7, 7), kind.Values(3), 3);
        script.Contents("m");
    }

    private static void Lookups(Script script, MapKind kind)
    {
        foreach (uint count in (uint[])[0, 1, 3, 6, 1000, 1001, 4096]) script.LookupBatch("m", Operand.Null, count);
        foreach (ulong flags in (ulong[])[1, 2, 4, 5, 8, ulong.MaxValue]) script.LookupBatch("m", Operand.Null, 1000, flags);
        foreach (ulong flags in (ulong[])[1, 2, 4, ulong.MaxValue])
        {
            script.LookupBatch("m", Operand.Null, 1000, 0, flags);
            script.LookupBatch("m", Operand.Null, 0, 0, flags);
        }

        script.LookupBatch("m", Operand.Null, 0, 1);
        foreach (uint from in (uint[])[0, 2, 997, 998, 999, 1000, 1023, 1024, 5000, uint.MaxValue]) script.LookupBatch("m", Operand.U32(from), 3);
        script.LookupBatch("m", Operand.Null, 1000);
        script.LookupBatch("m", new("position:m"), 3);
        foreach (uint count in (uint[])[1, 2, 7, 1000]) script.Walk("m", count);
    }

    private static void Deletes(Script script, MapKind kind)
    {
        Operand keys = MapKind.Keys(0, 1, 2, 3, 4, 5);
        foreach (ulong flags in (ulong[])[1, 2, 4, 5, ulong.MaxValue]) script.DeleteBatch("m", keys, 2, flags);
        script.DeleteBatch("m", keys, 0);
        script.DeleteBatch("m", keys, 0, 1);
        script.DeleteBatch("m", keys, 1, 0, 1);
        script.DeleteBatch("m", Operand.Null, 0);
        script.DeleteBatch("m", Operand.Null, 1);
        script.DeleteBatch("m", MapKind.Keys(2, 2, 3), 3);
        script.DeleteBatch("m", keys, 3);
        script.DeleteBatch("m", keys, 6);
        script.DeleteBatch("m", MapKind.Keys(1000, 4), 2);
        script.Contents("m");
    }

    private static void Takes(Script script, MapKind kind)
    {
        script.UpdateBatch("m", MapKind.Keys(0, 1, 2, 3, 4, 5), kind.Values(Elements), Elements);
        script.TakeBatch("m", Operand.Null, 0);
        script.TakeBatch("m", Operand.Null, 0, 1);
        script.TakeBatch("m", Operand.Null, 0, 0, 1);
        foreach (ulong flags in (ulong[])[1, 4, ulong.MaxValue]) script.TakeBatch("m", Operand.Null, 1000, flags);
        script.TakeBatch("m", Operand.Null, 1000, 0, 1);
        script.TakeBatch("m", Operand.U32(5000), 1000);
        script.Contents("m");
        script.TakeBatch("m", Operand.Null, 1000);
        script.TakeBatch("m", Operand.Null, 1000);
        script.UpdateBatch("m", MapKind.Keys(0, 1, 2, 3, 4, 5), kind.Values(Elements), Elements);
        script.Drain("m", 2);
        script.Walk("m", 2);
    }

    // Maps of few elements: batches past their end, and hashes of one bucket.
    private static void Edges(Script script, MapKind kind, MapFlags flags)
    {
        if (kind.Type == MapType.LruHash) return;
        script.Map("m", kind.Type, 4, kind.ValueSize, 4, flags, kind.Inner);
        script.UpdateBatch("m", MapKind.Keys(0, 1, 2, 3, 4, 5), kind.Values(Elements), Elements);
        foreach (uint count in (uint[])[3, 4, 5]) script.LookupBatch("m", Operand.Null, count);
        script.Walk("m", 1);
        script.Walk("m", 4);
        script.Contents("m");
        script.Drain("m", 1);
        script.Map("m", kind.Type, 4, kind.ValueSize, 1, flags, kind.Inner);
        script.LookupBatch("m", Operand.U32(0), 1);
        script.LookupBatch("m", Operand.U32(1), 1);
        script.Update("m", Script.Zero, kind.Value(0));
        script.LookupBatch("m", Operand.Null, 1);
        script.LookupBatch("m", new("position:m"), 1);
        script.TakeBatch("m", Operand.Null, 1);
        script.Contents("m");
    }
}
