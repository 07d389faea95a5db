using Nbpf.Isa;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>The programs of the recorded map calls, with their maps on a kernel: a zeroed key at fp-8, a zeroed value at fp-16, one or two calls, return 0.</summary>
/// <param name="kernel">Where the maps are made.</param>
internal sealed class MapCallPrograms(IBpf kernel)
{
    private const int Flagged = 0x1000;

    public Instruction[] Program(string scenario)
    {
        int plain = 0, flagged = 0, outer;
        switch (scenario)
        {
            case "array lookup vs=8": return Lookup(Map(MapType.Array, value: 8, entries: 4));
            case "array lookup vs=12 (elem 16)": return Lookup(Map(MapType.Array, value: 12, entries: 5));
            case "array lookup vs=40 (elem 40 not pow2)": return Lookup(Map(MapType.Array, value: 40, entries: 5));
            case "array INNER lookup": return Lookup(Map(MapType.Array, value: 8, entries: 4, flags: (MapFlags)Flagged));
            case "hash ks4": return Lookup(Map(MapType.Hash));
            case "hash ks16": return Lookup(Map(MapType.Hash, key: 16));
            case "lru": return Lookup(Map(MapType.LruHash));
            case "percpu array": return Lookup(Map(MapType.PerCpuArray));
            case "percpu hash": return Lookup(Map(MapType.PerCpuHash));
            case "array update": return Update(Map(MapType.Array));
            case "hash update": return Update(Map(MapType.Hash));
            case "hash delete": return Call(Map(MapType.Hash), HelperId.MapDeleteElem);
            case "array delete": return Call(Map(MapType.Array), HelperId.MapDeleteElem);
            case "percpu_array lookup_percpu": return Call(Map(MapType.PerCpuArray), HelperId.MapLookupPerCpuElem, Instructions.MovImm(3, 0));
        }

        plain = Map(MapType.Array);
        flagged = Map(MapType.Array, flags: (MapFlags)Flagged);
        int inner = scenario switch
        {
            _ when scenario.Contains("INNER array") => flagged,
            "AOM of hash lookup" or "HOM of hash" => Map(MapType.Hash),
            "AOM of percpu array" => Map(MapType.PerCpuArray),
            _ => plain,
        };
        outer = Map(scenario.StartsWith("HOM", StringComparison.Ordinal) ? MapType.HashOfMaps : MapType.ArrayOfMaps, value: 4, entries: 3, inner: inner);
        return scenario switch
        {
            "AOM update from prog" or "HOM update from prog" => Update(outer),
            "AOM delete from prog" => Call(outer, HelperId.MapDeleteElem),
            "AOM of INNER array update" => Nested(outer, HelperId.MapUpdateElem, ValueArguments),
            _ => Nested(outer, HelperId.MapLookupElem),
        };
    }

    public int Map(MapType type, uint key = 4, uint value = 8, uint entries = 4, MapFlags flags = MapFlags.None, int inner = 0)
    {
        SysResult result = kernel.MapCreate(
            new MapCreateAttributes { Type = type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = flags, InnerMapFd = inner, Name = "t" });
        Assert.False(result.IsError, result.ToString());
        return result.Value;
    }

    private static Instruction[] ValueArguments =>
        [Instructions.Mov(3, Register.FramePointer), Instructions.Alu64Imm(AluOperation.Add, 3, -16), Instructions.MovImm(4, 0)];

    private static Instruction[] KeyArgument => [Instructions.Mov(2, Register.FramePointer), Instructions.Alu64Imm(AluOperation.Add, 2, -8)];

    private static Instruction[] ZeroKeyAndValue =>
    [
        Instructions.StoreImm(MemorySize.DoubleWord, Register.FramePointer, -8, 0),
        Instructions.StoreImm(MemorySize.DoubleWord, Register.FramePointer, -16, 0),
    ];

    private static Instruction[] End => [Instructions.MovImm(0, 0), Instructions.Exit()];

    private static Instruction[] Lookup(int map) => Call(map, HelperId.MapLookupElem);

    private static Instruction[] Update(int map) => Call(map, HelperId.MapUpdateElem, ValueArguments);

    private static Instruction[] Call(int map, HelperId helper, params Instruction[] further) =>
        [.. ZeroKeyAndValue, .. KeyArgument, .. Instructions.LoadMapFd(1, map), .. further, Instructions.Call(helper), .. End];

    private static Instruction[] Nested(int outer, HelperId helper, params Instruction[] further) =>
    [
        .. ZeroKeyAndValue,
        .. KeyArgument,
        .. Instructions.LoadMapFd(1, outer),
        Instructions.Call(HelperId.MapLookupElem),
        Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, (short)(4 + further.Length)),
        Instructions.Mov(1, 0),
        .. KeyArgument,
        .. further,
        Instructions.Call(helper),
        .. End,
    ];
}
