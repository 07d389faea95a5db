using System.Runtime.CompilerServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;
using Nbpf.Uapi;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>BPF_MAP_TYPE_PERCPU_ARRAY: slots behind the header hold the per-CPU addresses of the values (kernel/bpf/arraymap.c).</summary>
internal sealed unsafe class PerCpuArrayMap(MapEnvironment environment, PerCpuArrayMapType definition, MapCreateAttributes attributes, MapHeader* header)
    : ArrayFamilyMap(environment, definition, attributes, header)
{
    private readonly uint paddedValueSize = (uint)MapTypeDefinition.RoundUp8(attributes.ValueSize);

    /// <inheritdoc/>
    public override uint CommandValueSize => paddedValueSize * (uint)Environment.CpuCount;

    /// <inheritdoc/>
    public override ulong MemoryBytes => base.MemoryBytes + MaxEntries * (ulong)CommandValueSize;

    /// <inheritdoc/>
    public override MapBatchSupport BatchSupport => MapBatchSupport.Lookup | MapBatchSupport.Update;

    /// <inheritdoc/>
    public override Errno Lookup(byte* key, byte* value)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return Errno.ENOENT;
        for (int cpu = 0; value != null && cpu < Environment.CpuCount; cpu++)
            ValueMemory.Copy(value + (uint)cpu * paddedValueSize, ValueOf(index, cpu), paddedValueSize);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Update(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        if (flags > Constants.BPF_EXIST)
            return Errno.EINVAL;
        if (index >= MaxEntries)
            return Errno.E2BIG;
        if (flags == Constants.BPF_NOEXIST)
            return Errno.EEXIST;
        for (int cpu = 0; cpu < Environment.CpuCount; cpu++)
            ValueMemory.Copy(ValueOf(index, cpu), value + (uint)cpu * paddedValueSize, paddedValueSize);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Delete(byte* key) => Errno.EINVAL;

    /// <summary>Allocates the values; false when there is no room, and what was allocated stays for the release.</summary>
    public bool TryAllocateValues()
    {
        for (uint index = 0; index < MaxEntries; index++)
        {
            byte* value = Environment.PerCpu.TryAllocate(paddedValueSize);
            if (value == null)
                return false;
            *(byte**)ElementAt(index) = value;
        }
        return true;
    }

    /// <inheritdoc/>
    protected override void ReleaseStorage()
    {
        for (uint index = 0; index < MaxEntries && *(byte**)ElementAt(index) != null; index++)
            Environment.PerCpu.Free(*(byte**)ElementAt(index), paddedValueSize);
    }

    private byte* ValueOf(uint index, int cpu) => *(byte**)ElementAt(index) + (uint)cpu * (ulong)PerCpuHeap.StrideBytes;
}

/// <summary>The map type PERCPU_ARRAY.</summary>
internal sealed unsafe class PerCpuArrayMapType : ArrayFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.PerCpuArray;

    /// <inheritdoc/>
    public override Errno CheckAttributes(MapCreateAttributes attributes) => CheckArray(attributes);

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        map = null;
        MapHeader* header = TryAllocateBlock(environment, attributes, sizeof(ulong));
        if (header == null)
            return Errno.ENOMEM;
        PerCpuArrayMap created = new(environment, this, attributes, header);
        if (!created.TryAllocateValues())
        {
            created.Put();
            return Errno.ENOMEM;
        }
        map = created;
        return Errno.None;
    }

    /// <summary>
    /// Stricter than Linux, which lets inner per-CPU arrays differ in size although inlined lookups are bounded by the template's:
    /// an out-of-bounds read there.
    /// </summary>
    public override bool Matches(IMapFacts template, IMapFacts map) => base.Matches(template, map) && template.MaxEntries == map.MaxEntries;

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer)
    {
        LookupCode code = new(buffer);
        code.LoadIndex();
        code.SkipUnlessBelow(map.MaxEntries, 5);
        code.ScaleAndAddBase(sizeof(ulong));
        code.LoadPointer();
        code.ThisCpu();
        code.ElseNull();
        return code.Count;
    }

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper) => helper switch
    {
        HelperId.MapLookupElem => functions.PerCpuArrayLookup,
        HelperId.MapUpdateElem => functions.ArrayUpdate,
        HelperId.MapDeleteElem => functions.ArrayDelete,
        HelperId.MapLookupPerCpuElem => functions.PerCpuArrayLookupOn,
        _ => null,
    };
}

/// <summary>What programs call on per-CPU arrays.</summary>
internal static unsafe class PerCpuArrayFunctions
{
    // SAFETY (both): the verifier proved map and key; index and CPU are checked against this very map.

    /// <summary>percpu_array_map_lookup_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Lookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        MapHeader* header = (MapHeader*)map;
        uint index = *(uint*)key;
        return index < header->MaxEntries ? *(ulong*)(map + MapHeader.ArrayValuesOffset + index * 8UL) + run->PerCpuOffset : 0;
    }

    /// <summary>percpu_array_map_lookup_percpu_elem(map, key, cpu)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong LookupOn(RunFrame* run, ulong map, ulong key, ulong cpu, ulong r4, ulong r5)
    {
        MapHeader* header = (MapHeader*)map;
        uint index = *(uint*)key;
        return (uint)cpu < header->CpuCount && index < header->MaxEntries
            ? *(ulong*)(map + MapHeader.ArrayValuesOffset + index * 8UL) + (uint)cpu * (ulong)PerCpuHeap.StrideBytes
            : 0;
    }
}
