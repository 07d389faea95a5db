using System.Collections.Immutable;

namespace Nbpf;

/// <summary>
/// What an object file says of a map, before any kernel is asked. May be changed until the map is created, for example
/// <see cref="MaxEntries"/>. Not thread-safe.
/// </summary>
public sealed class MapSpec
{
    /// <summary>Describes a map.</summary>
    /// <param name="name">Its name; the kernel keeps the first 15 bytes.</param>
    /// <param name="type">Its type.</param>
    public MapSpec(string name, MapType type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>Name: the variable's name, or for a data section libbpf's (<c>object.rodata</c>).</summary>
    public string Name { get; }

    /// <summary>Type.</summary>
    public MapType Type { get; set; }

    /// <summary>Key size in bytes.</summary>
    public uint KeySize { get; set; }

    /// <summary>Value size in bytes.</summary>
    public uint ValueSize { get; set; }

    /// <summary>Maximum number of elements. 0 in a perf event array stands for the number of CPUs.</summary>
    public uint MaxEntries { get; set; }

    /// <summary>Creation flags.</summary>
    public MapFlags Flags { get; set; }

    /// <summary>map_extra, by type.</summary>
    public ulong Extra { get; set; }

    /// <summary>NUMA node, used with <see cref="MapFlags.NumaNode"/>.</summary>
    public uint NumaNode { get; set; }

    /// <summary>Interface the map is offloaded to, 0 for none.</summary>
    public uint InterfaceIndex { get; set; }

    /// <summary>Whether the object asks for a pin.</summary>
    public PinningMode Pinning { get; set; }

    /// <summary>BTF type of the key in the object's BTF, 0 for none.</summary>
    public uint BtfKeyTypeId { get; set; }

    /// <summary>BTF type of the value in the object's BTF, 0 for none; a data section's is its DATASEC.</summary>
    public uint BtfValueTypeId { get; set; }

    /// <summary>The template of the inner maps of a map of maps, or null.</summary>
    public MapSpec? Inner { get; set; }

    /// <summary>Elements of a map of maps or program array that are set when the object is loaded.</summary>
    public ImmutableArray<MapSlot> Values { get; set; } = [];

    /// <summary>For the map of a data section its section's name, else null.</summary>
    public string? SectionName { get; init; }

    /// <summary>What a data section holds; empty stands for zeros (.bss).</summary>
    public ReadOnlyMemory<byte> Contents { get; set; }

    /// <summary>True for the map of a data section.</summary>
    public bool IsDataSection => SectionName is not null;

    /// <summary>True when the map is frozen once it is filled: the data sections that programs may only read.</summary>
    public bool IsFrozen { get; set; }
}
