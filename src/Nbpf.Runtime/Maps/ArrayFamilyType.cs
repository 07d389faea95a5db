using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Maps;

/// <summary>Creation rules that all map types indexed by a 32-bit number share (array_map_alloc_check, array_map_alloc; kernel/bpf/arraymap.c).</summary>
internal abstract unsafe class ArrayFamilyType : MapTypeDefinition
{
    private const MapFlags AllowedFlags = MapFlags.NumaNode | MapFlags.Mmapable | MapFlags.ReadOnly | MapFlags.WriteOnly
        | MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram | MapFlags.PreserveElems | MapFlags.InnerMap;

    /// <summary>The rules for plain and per-CPU arrays.</summary>
    protected Errno CheckArray(MapCreateAttributes attributes)
    {
        bool perCpu = Type == MapType.PerCpuArray;
        MapFlags flags = attributes.Flags;
        if (attributes.MaxEntries == 0 || attributes.KeySize != 4 || attributes.ValueSize == 0 || (flags & ~AllowedFlags) != 0
            || !ProgramAccessIsSane(flags) || (perCpu && (flags & MapFlags.NumaNode) != 0))
            return Errno.EINVAL;
        if (Type != MapType.Array && (flags & (MapFlags.Mmapable | MapFlags.InnerMap)) != 0)
            return Errno.EINVAL;
        if ((flags & MapFlags.PreserveElems) != 0)
            return Errno.EINVAL;
        if (attributes.ValueSize > int.MaxValue || (perCpu && RoundUp8(attributes.ValueSize) > PerCpuHeap.StrideBytes))
            return Errno.E2BIG;
        return Errno.None;
    }

    /// <summary>The rules for arrays of descriptors (fd_array_map_alloc_check).</summary>
    protected Errno CheckDescriptorArray(MapCreateAttributes attributes)
    {
        if (attributes.ValueSize != sizeof(uint) || (attributes.Flags & (MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram)) != 0)
            return Errno.EINVAL;
        return CheckArray(attributes);
    }

    /// <summary>The native block: header and elements; null when there is no room.</summary>
    protected static MapHeader* TryAllocateBlock(MapEnvironment environment, MapCreateAttributes attributes, ulong elementSize)
    {
        ulong valueBytes = attributes.MaxEntries * elementSize;
        bool isMmapable = (attributes.Flags & MapFlags.Mmapable) != 0;

        // What can be mapped begins at a page, with the header before it, and its last page is mapped whole.
        byte* block = isMmapable
            ? environment.Heap.TryAllocate(ArrayFamilyMap.PageBytes + ArrayFamilyMap.RoundUpToPage(valueBytes), (uint)ArrayFamilyMap.PageBytes)
            : environment.Heap.TryAllocate(MapHeader.ArrayValuesOffset + valueBytes);
        MapHeader* header = (MapHeader*)(block != null && isMmapable ? block + ArrayFamilyMap.PageBytes - MapHeader.ArrayValuesOffset : block);
        if (header != null)
        {
            // SAFETY: header and values lie inside the block.
            header->ElementSize = elementSize;
            header->IndexMask = (uint)(System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)attributes.MaxEntries) - 1);
        }
        return header;
    }

    /// <summary>BTF of arrays: a key of 32 bits, or none for a one-element array of a data section (array_map_check_btf).</summary>
    public override Errno CheckBtf(KernelMap map, BtfTypeShape? key, BtfTypeShape value)
    {
        if (key is not { } keyType)
            return map.Type == MapType.Array && map.MaxEntries == 1 && value.Kind == BtfKind.Datasec ? Errno.None : Errno.EINVAL;
        return keyType is { Kind: BtfKind.Int, IntegerBits: 32, IntegerOffset: 0 } ? Errno.None : Errno.EINVAL;
    }
}
