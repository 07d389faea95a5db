using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>BPF_MAP_TYPE_HASH (kernel/bpf/hashtab.c).</summary>
internal sealed unsafe class HashMap(MapEnvironment environment, HashMapType definition, MapCreateAttributes attributes, MapHeader* header, ElementStore store)
    : HashFamilyMap(environment, definition, attributes, header, store)
{
    /// <inheritdoc/>
    public override bool HoldsValue(byte* address) => HoldsElementWith(address);

    /// <inheritdoc/>
    protected override void CopyValueOut(HashElement* element, byte* value)
        => ValueMemory.Copy(value, (byte*)element + ValueOffset, ValueSize);

    /// <inheritdoc/>
    protected override void WriteNewValue(HashElement* element, byte* value, int cpu)
        => ValueMemory.Copy((byte*)element + ValueOffset, value, ValueSize);
}

/// <summary>The map type HASH.</summary>
internal sealed unsafe class HashMapType : HashFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.Hash;

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        Errno error = Allocate(environment, attributes, attributes.ValueSize, out MapHeader* header, out ElementStore? store);
        map = error == Errno.None ? new HashMap(environment, this, attributes, header, store!) : null;
        return error;
    }

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer)
    {
        LookupCode code = new(buffer);
        code.Call(functions.HashFind);
        code.SkipIfNull(1);
        code.AddOffset(HashElement.SizeBytes + RoundUp8(map.KeySize));
        return code.Count;
    }

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper) => helper switch
    {
        HelperId.MapLookupElem => functions.HashLookup,
        HelperId.MapUpdateElem => functions.HashUpdate,
        HelperId.MapDeleteElem => functions.HashDelete,
        _ => null,
    };
}
