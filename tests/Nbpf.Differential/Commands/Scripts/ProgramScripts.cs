using System.Globalization;
using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>What programs do to maps through helpers: every flag, present and missing keys, full maps; and what the verifier refuses.</summary>
internal static class ProgramScripts
{
    private const uint MaxEntries = 3;

    public static Script Of(MapKind kind)
    {
        Script script = new();
        kind.Prepare(script);
        foreach (MapFlags flags in kind.Variants)
        {
            script.Map("m", kind.Type, 4, kind.ValueSize, kind.Type == MapType.LruHash ? 64 : MaxEntries, flags, kind.Inner);
            foreach (ulong update in (ulong[])[0, 1, 2, 3, 4, 8])
            {
                foreach (uint key in (uint[])[0, 1, 2, 3]) Once(script, Update(kind, key, update));
                script.Contents("m");
            }

            foreach (uint key in (uint[])[0, 2, 7])
            {
                if (!kind.HoldsMaps) Once(script, Lookup(key));
                Once(script, Count(key));
                Once(script, Delete(key));
                Once(script, Delete(key));
                if (!kind.HoldsMaps) Once(script, Lookup(key));
            }

            script.Contents("m");
            if (kind.IsPerCpu) Once(script, LookupOfCpu(0));
            script.ProgramInfo("p");
        }

        if (kind.HoldsMaps) Nested(script, kind);
        if (kind.Type == MapType.ProgramArray) TailCalls(script);
        return script;
    }

    /// <summary>Stores a value at a key with flags; returns what the helper answers.</summary>
    public static string Update(MapKind kind, uint key, ulong flags, string map = "m") => $"""
        {Key(key)}
        {Value((int)kind.ValueSize, key)}
        r1 = map_fd {map} ll
        r2 = r10
        r2 += -4
        r3 = r10
        r3 += {Number(-8 - Rounded((int)kind.ValueSize))}
        r4 = {flags.ToString(CultureInfo.InvariantCulture)}
        call bpf_map_update_elem
        exit
        """;

    /// <summary>Deletes a key; returns what the helper answers.</summary>
    public static string Delete(uint key, string map = "m") => $"""
        {Key(key)}
        r1 = map_fd {map} ll
        r2 = r10
        r2 += -4
        call bpf_map_delete_elem
        exit
        """;

    /// <summary>Returns the first 4 bytes of a key's value, 99 when there is none.</summary>
    public static string Lookup(uint key, string map = "m") => $"""
        {Key(key)}
        r1 = map_fd {map} ll
        r2 = r10
        r2 += -4
        call bpf_map_lookup_elem
        if r0 == 0 goto missing
        r0 = *(u32 *)(r0 +0)
        exit
        missing:
        r0 = 99
        exit
        """;

    /// <summary>Adds one to the first 4 bytes of a key's value; returns 1 when there is one.</summary>
    public static string Count(uint key, string map = "m") => $"""
        {Key(key)}
        r1 = map_fd {map} ll
        r2 = r10
        r2 += -4
        call bpf_map_lookup_elem
        if r0 == 0 goto missing
        r1 = *(u32 *)(r0 +0)
        r1 += 1
        *(u32 *)(r0 +0) = r1
        r0 = 1
        missing:
        exit
        """;

    /// <summary>Looks an inner map up and a key in it; returns the first 4 bytes of its value, 98 without inner map, 99 without value.</summary>
    public static string LookupInner(uint outerKey, uint key, string outer = "m") => $"""
        {Key(outerKey)}
        r1 = map_fd {outer} ll
        r2 = r10
        r2 += -4
        call bpf_map_lookup_elem
        if r0 == 0 goto no_map
        {Key(key)}
        r1 = r0
        r2 = r10
        r2 += -4
        call bpf_map_lookup_elem
        if r0 == 0 goto missing
        r0 = *(u32 *)(r0 +0)
        exit
        no_map:
        r0 = 98
        exit
        missing:
        r0 = 99
        exit
        """;

    /// <summary>Looks an inner map up and stores a number at a key in it; returns what the helper answers, 98 without inner map.</summary>
    public static string UpdateInner(uint outerKey, uint key, ulong flags, int valueSize, string outer = "m") => $"""
        {Key(outerKey)}
        {Value(valueSize, key)}
        r1 = map_fd {outer} ll
        r2 = r10
        r2 += -4
        call bpf_map_lookup_elem
        if r0 == 0 goto no_map
        {Key(key)}
        r1 = r0
        r2 = r10
        r2 += -4
        r3 = r10
        r3 += {Number(-8 - Rounded(valueSize))}
        r4 = {flags.ToString(CultureInfo.InvariantCulture)}
        call bpf_map_update_elem
        exit
        no_map:
        r0 = 98
        exit
        """;

    private static string LookupOfCpu(uint key) => $"""
        {Key(key)}
        r1 = map_fd m ll
        r2 = r10
        r2 += -4
        r3 = 0
        call bpf_map_lookup_percpu_elem
        if r0 == 0 goto missing
        r0 = 1
        missing:
        exit
        """;

    private static void Nested(Script script, MapKind kind)
    {
        (string Name, MapType Type, MapFlags Flags)[] inners =
        [
            ("plain", MapType.Array, MapFlags.None), ("dynamic", MapType.Array, MapFlags.InnerMap), ("hash", MapType.Hash, MapFlags.None),
            ("percpu", MapType.PerCpuArray, MapFlags.None), ("lru", MapType.LruHash, MapFlags.None),
        ];
        foreach ((string name, MapType type, MapFlags flags) in inners)
        {
            script.Map("template", type, 4, 8, 64, flags);
            script.Map(name, type, 4, 8, name == "dynamic" ? 2u : 64, flags);
            script.Map("m", kind.Type, 4, 4, 4, inner: "template");
            script.Update("m", Script.Zero, Operand.Fd(name));
            foreach (uint key in (uint[])[0, 1, 2, 63, 64])
            {
                Once(script, UpdateInner(0, key, 0, 8));
                Once(script, UpdateInner(0, key, 1, 8));
                Once(script, LookupInner(0, key));
                Once(script, LookupInner(1, key));
                Once(script, LookupInner(9, key));
            }

            script.Contents(name);
            script.ProgramInfo("p");
        }
    }

    private static void TailCalls(Script script)
    {
        script.Map("m", MapType.ProgramArray, 4, 4, MaxEntries);
        script.Update("m", Operand.U32(1), Operand.Fd("program2"));
        foreach (uint index in (uint[])[0, 1, 2, 3, uint.MaxValue]) Once(script, $"r2 = map_fd m ll\nr3 = {Number((int)index)}\ncall bpf_tail_call\nr0 = 7\nexit");
        script.Load("other", "r0 = 3\nexit", ProgramType.SocketFilter);
        script.Update("m", Operand.U32(2), Operand.Fd("other"));
        script.Contents("m");

        // A program that calls itself: the limit on tail calls.
        script.Map("m", MapType.ProgramArray, 4, 4, MaxEntries);
        script.Map("count", MapType.Array);
        script.Load("p", "r6 = r1\n" + Count(0, "count").Replace("missing:\nexit", "missing:\nr1 = r6\nr2 = map_fd m ll\nr3 = 0\ncall bpf_tail_call\nr0 = 7\nexit", StringComparison.Ordinal));
        script.Update("m", Script.Zero, Operand.Fd("p"));
        script.Run("p", Packet);
        script.Contents("count");
        script.Delete("m", Script.Zero);
        script.Run("p", Packet);
        script.Contents("count");
    }

    private static readonly Operand Packet = new("00*14");

    private static void Once(Script script, string assembly)
    {
        script.Load("p", assembly);
        script.Run("p", Packet);
    }

    private static string Key(uint key) => $"*(u32 *)(r10 -4) = {Number((int)key)}";

    private static string Value(int size, uint seed) =>
        string.Join('\n', Enumerable.Range(1, Rounded(size) / 8).Select(word => $"*(u64 *)(r10 {Number(-8 - (8 * word))}) = {Number((int)seed + (word * 0x100))}"));

    private static int Rounded(int size) => (size + 7) & ~7;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
