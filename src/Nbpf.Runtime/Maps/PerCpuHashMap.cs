using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>BPF_MAP_TYPE_PERCPU_HASH: an element holds the per-CPU address of its values (kernel/bpf/hashtab.c).</summary>
internal sealed unsafe class PerCpuHashMap(MapEnvironment environment, PerCpuHashMapType definition, MapCreateAttributes attributes, MapHeader* header, ElementStore store)
    : HashFamilyMap(environment, definition, attributes, header, store)
{
    private readonly uint paddedValueSize = (uint)MapTypeDefinition.RoundUp8(attributes.ValueSize);

    /// <inheritdoc/>
    public override uint CommandValueSize => paddedValueSize * (uint)Environment.CpuCount;

    /// <summary>The per-CPU values of elements that were allocated one by one.</summary>
    protected override bool HoldsReferences => Store is GrowingElements;

    /// <inheritdoc/>
    protected override void CopyValueOut(HashElement* element, byte* value)
    {
        for (int cpu = 0; cpu < Environment.CpuCount; cpu++)
            ValueMemory.Copy(value + (uint)cpu * paddedValueSize, ValueOf(element, cpu), paddedValueSize);
    }

    /// <summary>A command gives the values of all CPUs; a program gives its own, and the others begin with zeros.</summary>
    protected override void WriteNewValue(HashElement* element, byte* value, int cpu)
    {
        for (int target = 0; target < Environment.CpuCount; target++)
        {
            if (cpu < 0)
                ValueMemory.Copy(ValueOf(element, target), value + (uint)target * paddedValueSize, paddedValueSize);
            else if (cpu != target)
                new Span<byte>(ValueOf(element, target), (int)paddedValueSize).Clear();
            else
                ValueMemory.Copy(ValueOf(element, target), value, ValueSize);
        }
    }

    /// <inheritdoc/>
    protected override bool TryWriteInPlace(HashElement* element, byte* value, int cpu)
    {
        if (cpu < 0)
            WriteNewValue(element, value, cpu);
        else
            ValueMemory.Copy(ValueOf(element, cpu), value, ValueSize);
        return true;
    }

    private byte* ValueOf(HashElement* element, int cpu)
        => *(byte**)((byte*)element + ValueOffset) + (uint)cpu * (ulong)PerCpuHeap.StrideBytes;
}

/// <summary>The map type PERCPU_HASH.</summary>
internal sealed unsafe class PerCpuHashMapType : HashFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.PerCpuHash;

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        Errno error = Allocate(environment, attributes, attributes.ValueSize, out MapHeader* header, out ElementStore? store);
        map = error == Errno.None ? new PerCpuHashMap(environment, this, attributes, header, store!) : null;
        return error;
    }

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer)
    {
        LookupCode code = new(buffer);
        code.Call(functions.HashFind);
        code.SkipIfNull(3);
        code.AddOffset(HashElement.SizeBytes + RoundUp8(map.KeySize));
        code.LoadPointer();
        code.ThisCpu();
        return code.Count;
    }

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper) => helper switch
    {
        HelperId.MapLookupElem => functions.PerCpuHashLookup,
        HelperId.MapUpdateElem => functions.PerCpuHashUpdate,
        HelperId.MapDeleteElem => functions.HashDelete,
        HelperId.MapLookupPerCpuElem => functions.PerCpuHashLookupOn,
        _ => null,
    };
}
