using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// BPF_MAP_TYPE_ARRAY_OF_MAPS: slots of 8 bytes hold the header address of an inner map, to which the map holds a reference, or 0
/// (kernel/bpf/arraymap.c, map_in_map.c).
/// </summary>
internal sealed unsafe class ArrayOfMapsMap(MapEnvironment environment, ArrayOfMapsType definition, MapCreateAttributes attributes, MapHeader* header, MapTemplate template)
    : ArrayFamilyMap(environment, definition, attributes, header)
{
    private long innerCount;

    /// <inheritdoc/>
    public override IMapFacts InnerTemplate => template;

    /// <inheritdoc/>
    public override uint CommandValueSize => sizeof(uint);

    /// <inheritdoc/>
    public override bool WaitsForRuns => true;

    /// <inheritdoc/>
    public override MapBatchSupport BatchSupport => MapBatchSupport.Lookup | MapBatchSupport.Update;

    /// <inheritdoc/>
    public override Errno Lookup(byte* key, byte* value)
    {
        uint index = *(uint*)key;
        MapHeader* inner = index < MaxEntries ? (MapHeader*)Volatile.Read(ref *Slot(index)) : null;
        if (inner == null)
            return Errno.ENOENT;
        Interleaved.Touch(inner);
        if (value != null)
            *(uint*)value = inner->Id;
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Update(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        if (flags != 0)
            return Errno.EINVAL;
        if (index >= MaxEntries)
            return Errno.E2BIG;
        Errno error = template.AcquireInner(Environment, *(int*)value, out KernelMap? inner);
        if (error != Errno.None)
            return error;
        Replace(index, inner!.Header);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Delete(byte* key)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return Errno.E2BIG;
        return Replace(index, null) ? Errno.None : Errno.ENOENT;
    }

    /// <inheritdoc/>
    protected override void ReleaseStorage()
    {
        // Not a slot further than the last inner map: reading billions of slots that were never written would take memory for them.
        for (uint index = 0; index < MaxEntries && Volatile.Read(ref innerCount) != 0; index++)
            if (*Slot(index) != 0)
                Replace(index, null);
    }

    private nint* Slot(uint index) => (nint*)ElementAt(index);

    // Puts another inner map into a slot; says whether there was one. A run that read the old pointer keeps the old map in memory by its
    // grace period, not by a reference.
    private bool Replace(uint index, MapHeader* inner)
    {
        // SAFETY: index is below MaxEntries; a header in a slot is alive, because the slot holds a reference to its map. The exchange is a release too: who
        // finds the header finds the map behind it complete.
        MapHeader* old = (MapHeader*)Interlocked.Exchange(ref *Slot(index), (nint)inner);
        if ((old == null) != (inner == null))
            Interlocked.Add(ref innerCount, inner == null ? -1 : 1);
        if (old == null)
            return false;
        Interleaved.At(YieldPoint.InnerMapReplaced);
        Of(old).Put();
        return true;
    }
}

/// <summary>The map type ARRAY_OF_MAPS.</summary>
internal sealed unsafe class ArrayOfMapsType : ArrayFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.ArrayOfMaps;

    /// <inheritdoc/>
    public override Errno CheckAttributes(MapCreateAttributes attributes) => CheckDescriptorArray(attributes);

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        map = null;
        Errno error = MapTemplate.Copy(environment, attributes.InnerMapFd, out MapTemplate? template);
        if (error != Errno.None)
            return error;
        MapHeader* header = TryAllocateBlock(environment, attributes, sizeof(ulong));
        if (header == null)
            return Errno.ENOMEM;
        map = new ArrayOfMapsMap(environment, this, attributes, header, template!);
        return Errno.None;
    }

    /// <summary>Maps of maps have no BTF (map_check_no_btf).</summary>
    public override Errno CheckBtf(KernelMap map, Objects.BtfTypeShape? key, Objects.BtfTypeShape value) => Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer)
    {
        LookupCode code = new(buffer);
        code.LoadIndex();
        code.SkipUnlessBelow(map.MaxEntries, 5);
        code.ScaleAndAddBase(sizeof(ulong));
        code.LoadPointer();
        code.SkipIfNull(1);
        code.ElseNull();
        return code.Count;
    }

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper)
        => helper == HelperId.MapLookupElem ? functions.ArrayOfMapsLookup : null;
}

/// <summary>What programs call on arrays of maps.</summary>
internal static unsafe class ArrayOfMapsFunctions
{
    /// <summary>array_of_map_lookup_elem(map, key)</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    public static ulong Lookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved map and key; the index is checked against this very map.
        MapHeader* header = (MapHeader*)map;
        uint index = *(uint*)key;
        return index < header->MaxEntries ? *(ulong*)(map + MapHeader.ArrayValuesOffset + index * 8UL) : 0;
    }
}
