using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>Commands on one element: every flag, present and missing keys, full maps, NULL, short buffers, order.</summary>
internal static class ElementScripts
{
    private const uint MaxEntries = 3;

    public static Script Of(MapKind kind)
    {
        Script script = new();
        kind.Prepare(script);
        foreach (MapFlags flags in kind.Variants)
        {
            script.Map("m", kind.Type, 4, kind.ValueSize, MaxEntries, flags, kind.Inner);
            foreach (uint key in (uint[])[0, 1, 2, 3, 7]) Element(script, kind, Operand.U32(key), (int)key);
            script.Contents("m");
            Filled(script, kind);
            Missing(script, kind);
            Order(script, kind);
            script.Info("m");
            script.Memory("m");
            script.Contents("m");
        }

        if (kind.IsHash) Keys(script, kind);
        return script;
    }

    /// <summary>What a full LRU hash promises: no update fails, and what was just stored is there. Which element made room is each kernel's own.</summary>
    public static Script Evictions()
    {
        Script script = new();
        MapKind kind = new(MapType.LruHash);
        foreach (MapFlags flags in (MapFlags[])[MapFlags.None, MapFlags.NoCommonLru])
        {
            foreach (uint max in (uint[])[1, 4, 64])
            {
                script.Map("m", kind.Type, 4, kind.ValueSize, max, flags);
                for (uint key = 0; key < (3 * max) + 20; key++)
                {
                    script.Update("m", Operand.U32(key), kind.Value((int)key), key % 3 == 0 ? 1u : 0);
                    script.Lookup("m", Operand.U32(key));
                }

                script.Update("m", Operand.U32(100000), kind.Value(0), 2);
                script.Lookup("m", Operand.U32(100000));
                script.UpdateBatch("m", MapKind.Keys(1000, 1001, 1002), kind.Values(3), 3);
                script.Lookup("m", Operand.U32(1002));
            }
        }

        return script;
    }

    private static void Element(Script script, MapKind kind, Operand key, int seed)
    {
        script.Lookup("m", key);
        script.Delete("m", key);
        foreach (ulong flags in (ulong[])[1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 1UL << 32, ulong.MaxValue])
        {
            script.Update("m", key, kind.Value(seed++), flags);
            script.Lookup("m", key);
        }

        foreach (ulong flags in (ulong[])[1, 2, 3, 4, 5, 8, ulong.MaxValue])
        {
            script.Lookup("m", key, flags);
            script.Take("m", key, flags);
        }

        script.Take("m", key);
        script.Take("m", key);
        script.Update("m", key, kind.Value(seed));
        script.Delete("m", key);
        script.Delete("m", key);
        script.Lookup("m", key);
        script.Update("m", key, kind.Value(seed), 1);
    }

    // A least recently used hash that is full evicts what it likes.
    private static void Filled(Script script, MapKind kind)
    {
        if (kind.Type == MapType.LruHash) return;
        for (uint key = 10; key < 15; key++) script.Update("m", Operand.U32(key), kind.Value((int)key));
        script.Update("m", Script.Zero, kind.Value(1));
        script.Delete("m", Script.Zero);
        script.Update("m", Operand.U32(9), kind.Value(9));
        script.Update("m", Operand.U32(8), kind.Value(9));
        script.Contents("m");
    }

    private static void Missing(Script script, MapKind kind)
    {
        script.Update("m", Script.Zero, kind.Value(0));
        script.Lookup("m", Operand.Null);
        script.Lookup("m", Operand.Null, 4);
        script.Lookup("m", Operand.Null, 1);
        script.Update("m", Operand.Null, kind.Value(0));
        script.Update("m", Script.Zero, Operand.Null);
        script.Update("m", Script.Zero, Operand.Null, 9);
        script.Update("m", Operand.Null, Operand.Null, 9);
        script.Update("m", Operand.U32(100), Operand.Null);
        script.Delete("m", Operand.Null);
        script.Take("m", Operand.Null);
        script.Take("m", Operand.Null, 1);
        if (!kind.HoldsFds) return;
        foreach (string fd in (string[])["none", "closed", "m"])
        {
            foreach (ulong flags in (ulong[])[0, 1, 2, 3, 8]) script.Update("m", Script.Zero, Operand.Fd(fd), flags);
            script.Update("m", Operand.U32(100), Operand.Fd(fd));
        }
    }

    private static void Order(Script script, MapKind kind)
    {
        foreach (uint key in (uint[])[0, 1, 2, 3, 7, uint.MaxValue]) script.Next("m", Operand.U32(key));
        script.Next("m", Operand.Null);
        script.Next("m", new("00"));
        for (uint key = 0; key < 16; key++) script.Delete("m", Operand.U32(key));
        script.Next("m", Operand.Null);
        script.Next("m", Operand.U32(1));
        script.Update("m", Operand.U32(1), kind.Value(1));
        script.Next("m", Operand.Null);
        script.Next("m", Operand.U32(1));
        script.Next("m", Operand.U32(9));
    }

    // Keys that are not 4 bytes, among them those with specialised lookups.
    private static void Keys(Script script, MapKind kind)
    {
        foreach (uint size in (uint[])[1, 2, 3, 5, 8, 12, 16, 17, 40, 64, 512])
        {
            script.Map("m", kind.Type, size, kind.ValueSize, 64, kind.Variants[^1], kind.Inner);
            Operand first = new($"00*{size - 1}+01"), second = new($"02+00*{size - 1}");
            if (size == 1) (first, second) = (new("01"), new("02"));
            script.Update("m", first, kind.Value(1));
            script.Update("m", second, kind.Value(2), 1);
            script.Update("m", second, kind.Value(3), 1);
            script.Lookup("m", first);
            script.Lookup("m", second);
            script.Next("m", first);
            script.Contents("m");
            script.Walk("m", 1);
            script.Delete("m", first);
            script.Next("m", first);
            script.Next("m", second);
            script.Memory("m");
        }
    }
}
