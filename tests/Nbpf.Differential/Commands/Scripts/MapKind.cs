using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>A map type as scripts see it: usual sizes, and values that it takes.</summary>
/// <param name="Type">The type.</param>
internal sealed record MapKind(MapType Type)
{
    /// <summary>Every map type that the runtime has.</summary>
    public static IReadOnlyList<MapKind> All { get; } =
    [
        new(MapType.Array),
        new(MapType.PerCpuArray),
        new(MapType.Hash),
        new(MapType.PerCpuHash),
        new(MapType.LruHash),
        new(MapType.ProgramArray),
        new(MapType.ArrayOfMaps),
        new(MapType.HashOfMaps),
    ];

    public bool HoldsFds => Type is MapType.ProgramArray or MapType.ArrayOfMaps or MapType.HashOfMaps;

    public bool HoldsMaps => Type is MapType.ArrayOfMaps or MapType.HashOfMaps;

    public bool IsPerCpu => Type is MapType.PerCpuArray or MapType.PerCpuHash;

    public bool IsHash => Type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.HashOfMaps;

    /// <summary>Value size in bytes: 12 where it may be chosen, which per-CPU values round up.</summary>
    public uint ValueSize => HoldsFds ? 4u : 12;

    /// <summary>The template that maps of maps want, by the name that <see cref="Prepare"/> gives it.</summary>
    public string Inner => HoldsMaps ? "inner" : "";

    /// <summary>Creation flags under which the type behaves in its own way.</summary>
    public IReadOnlyList<MapFlags> Variants => Type switch
    {
        MapType.Array => [MapFlags.None, MapFlags.InnerMap, MapFlags.Mmapable, MapFlags.ReadOnlyProgram],
        MapType.PerCpuArray or MapType.LruHash => [MapFlags.None],
        MapType.Hash => [MapFlags.None, MapFlags.NoPreallocate, MapFlags.ZeroSeed],
        MapType.PerCpuHash or MapType.HashOfMaps => [MapFlags.None, MapFlags.NoPreallocate],
        _ => [MapFlags.None],
    };

    /// <summary>Makes what values of the type name: two inner maps, or two programs.</summary>
    public void Prepare(Script script)
    {
        if (HoldsMaps)
        {
            script.Map("inner", MapType.Array);
            script.Map("inner2", MapType.Array);
        }
        else if (HoldsFds)
        {
            script.Load("program", "r0 = 1\nexit");
            script.Load("program2", "r0 = 2\nexit");
        }
    }

    /// <summary>A value that the type takes, another one for each seed.</summary>
    public Operand Value(int seed)
    {
        if (HoldsMaps) return Operand.Fd(seed % 2 == 0 ? "inner" : "inner2");
        if (HoldsFds) return Operand.Fd(seed % 2 == 0 ? "program" : "program2");
        byte[] bytes = [.. Enumerable.Range(0, (int)ValueSize).Select(i => (byte)(i + 1 + (16 * seed)))];
        return IsPerCpu ? new("each:" + Convert.ToHexStringLower(bytes)) : Operand.Hex(bytes);
    }

    /// <summary>The values of several elements.</summary>
    public Operand Values(int count) => Operand.Join(Enumerable.Range(0, count).Select(Value));

    public static Operand Keys(params IEnumerable<uint> keys) => Operand.Join(keys.Select(Operand.U32));
}
