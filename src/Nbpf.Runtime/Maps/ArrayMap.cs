using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Syscall;
using Nbpf.Uapi;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>BPF_MAP_TYPE_ARRAY: values one after the other behind the header, padded to 8 bytes (kernel/bpf/arraymap.c).</summary>
internal sealed unsafe class ArrayMap(MapEnvironment environment, ArrayMapType definition, MapCreateAttributes attributes, MapHeader* header)
    : ArrayFamilyMap(environment, definition, attributes, header)
{
    /// <inheritdoc/>
    public override MapBatchSupport BatchSupport => MapBatchSupport.Lookup | MapBatchSupport.Update;

    /// <inheritdoc/>
    public override ulong DirectValueAddress => (ulong)ElementAt(0);

    /// <inheritdoc/>
    public override ulong MemoryBytes
        => IsMmapable ? PageBytes + RoundUpToPage(MaxEntries * Header->ElementSize) : base.MemoryBytes;

    /// <inheritdoc/>
    public override bool CanBeMapped => true;

    private bool IsMmapable => (Flags & MapFlags.Mmapable) != 0;

    /// <inheritdoc/>
    public override Errno FindMapping(ulong offset, int length, bool isWritable, out byte* start)
    {
        start = ElementAt(0) + offset;
        return IsMmapable && offset + RoundUpToPage((ulong)length) <= RoundUpToPage(MaxEntries * Header->ElementSize) ? Errno.None : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public override Errno CheckDirectValue(uint offset)
        => MaxEntries != 1 ? Errno.ENOTSUPP : offset >= ValueSize ? Errno.EINVAL : Errno.None;

    /// <inheritdoc/>
    public override bool HoldsValue(byte* address)
    {
        (ulong index, ulong within) = Math.DivRem((ulong)(address - ElementAt(0)), Header->ElementSize);
        return within == 0 && index < MaxEntries;
    }

    /// <inheritdoc/>
    public override Errno Lookup(byte* key, byte* value)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return Errno.ENOENT;
        if (value != null)
            ValueMemory.Copy(value, ElementAt(index), ValueSize);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Update(byte* key, byte* value, ulong flags)
        => (Errno)(-(long)ArrayFunctions.Update(null, (ulong)Header, (ulong)key, (ulong)value, flags, 0));

    /// <inheritdoc/>
    public override Errno Delete(byte* key) => Errno.EINVAL;
}

/// <summary>The map type ARRAY.</summary>
internal sealed unsafe class ArrayMapType : ArrayFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.Array;

    /// <inheritdoc/>
    public override Errno CheckAttributes(MapCreateAttributes attributes) => CheckArray(attributes);

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        MapHeader* header = TryAllocateBlock(environment, attributes, RoundUp8(attributes.ValueSize));
        map = header == null ? null : new ArrayMap(environment, this, attributes, header);
        return map is null ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>Sizes must agree too, unless the arrays are made to be inner maps of any size (array_map_meta_equal).</summary>
    public override bool Matches(IMapFacts template, IMapFacts map)
        => base.Matches(template, map) && ((template.Flags & MapFlags.InnerMap) != 0 || template.MaxEntries == map.MaxEntries);

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer)
    {
        if ((map.Flags & MapFlags.InnerMap) != 0)
            return 0; // the map at hand may have another size than the one that is known here
        LookupCode code = new(buffer);
        code.LoadIndex();
        code.SkipUnlessBelow(map.MaxEntries, 3);
        code.ScaleAndAddBase(RoundUp8(map.ValueSize));
        code.ElseNull();
        return code.Count;
    }

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper) => helper switch
    {
        HelperId.MapLookupElem => functions.ArrayLookup,
        HelperId.MapUpdateElem => functions.ArrayUpdate,
        HelperId.MapDeleteElem => functions.ArrayDelete,
        _ => null,
    };
}

/// <summary>What programs call on arrays.</summary>
internal static unsafe class ArrayFunctions
{
    /// <summary>array_map_lookup_elem(map, key)</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    public static ulong Lookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved that r1 is an array's header and r2 points at 4 readable bytes; the index is checked against this very map.
        MapHeader* header = (MapHeader*)map;
        Interleaved.Touch(header);
        uint index = *(uint*)key;
        return index < header->MaxEntries ? map + MapHeader.ArrayValuesOffset + index * header->ElementSize : 0;
    }

    /// <summary>array_map_update_elem(map, key, value, flags) of plain and per-CPU arrays</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    public static ulong Update(RunFrame* run, ulong map, ulong key, ulong value, ulong flags, ulong r5)
    {
        // SAFETY: the verifier proved map, key and value, the latter two of the map's key and value size; the index is checked.
        MapHeader* header = (MapHeader*)map;
        uint index = *(uint*)key;
        if ((flags & ~(ulong)Constants.BPF_F_LOCK) > Constants.BPF_EXIST)
            return Failure(Errno.EINVAL);
        if (index >= header->MaxEntries)
            return Failure(Errno.E2BIG);
        if ((flags & Constants.BPF_NOEXIST) != 0)
            return Failure(Errno.EEXIST);
        if ((flags & Constants.BPF_F_LOCK) != 0)
            return Failure(Errno.EINVAL);
        byte* element = (byte*)map + MapHeader.ArrayValuesOffset + index * header->ElementSize;
        if (header->Type == MapType.PerCpuArray)
            element = *(byte**)element + run->PerCpuOffset;
        RunStops.BeforeWork(run, header->ValueSize);
        ValueMemory.Copy(element, (byte*)value, header->ValueSize);
        return 0;
    }

    /// <summary>array_map_delete_elem(map, key)</summary>
    public static ulong Delete(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) => Failure(Errno.EINVAL);

    /// <summary>An error as programs see it in r0.</summary>
    public static ulong Failure(Errno error) => (ulong)-(long)error;
}
