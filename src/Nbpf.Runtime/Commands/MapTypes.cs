using Nbpf.Runtime.Maps;
using Nbpf.Runtime.RingBuffers;

namespace Nbpf.Runtime.Commands;

/// <summary>The map types that this kernel has.</summary>
internal sealed class MapTypes
{
    private readonly Dictionary<MapType, MapTypeDefinition> byType = new MapTypeDefinition[]
    {
        new ArrayMapType(),
        new ArrayOfMapsType(),
        new HashMapType(),
        new HashOfMapsType(),
        new LruHashMapType(),
        new PerCpuArrayMapType(),
        new PerCpuHashMapType(),
        new ProgramArrayType(),
        new RingBufferType(),
    }.ToDictionary(type => type.Type);

    /// <summary>The type's definition, or null when this kernel does not have it.</summary>
    public MapTypeDefinition? Find(MapType type) => byType.GetValueOrDefault(type);
}
