using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// BPF_MAP_TYPE_HASH_OF_MAPS: an element's value is the header address of an inner map, to which the map holds a reference
/// (kernel/bpf/hashtab.c, map_in_map.c).
/// </summary>
internal sealed unsafe class HashOfMapsMap(
    MapEnvironment environment, HashOfMapsType definition, MapCreateAttributes attributes, MapHeader* header, ElementStore store, MapTemplate template)
    : HashFamilyMap(environment, definition, attributes, header, store)
{
    /// <inheritdoc/>
    public override IMapFacts InnerTemplate => template;

    /// <inheritdoc/>
    public override uint CommandValueSize => sizeof(uint);

    /// <inheritdoc/>
    public override bool WaitsForRuns => true;

    /// <inheritdoc/>
    public override bool HasLookupAndDelete => false;

    /// <inheritdoc/>
    protected override bool HoldsReferences => true;

    /// <inheritdoc/>
    public override Errno Update(byte* key, byte* value, ulong flags)
    {
        Errno error = template.AcquireInner(Environment, *(int*)value, out KernelMap? inner);
        if (error != Errno.None)
            return error;
        nint pointer = (nint)inner!.Header;
        error = base.Update(key, (byte*)&pointer, flags);

        // What is left there is owed a reference: the new map when the update failed, the old one when it was replaced.
        if (pointer != 0)
        {
            Interleaved.At(YieldPoint.InnerMapReplaced);
            Of((MapHeader*)pointer).Put();
        }
        return error;
    }

    /// <inheritdoc/>
    protected override void CopyValueOut(HashElement* element, byte* value)
    {
        MapHeader* inner = InnerOf(element);
        Interleaved.Touch(inner);
        *(uint*)value = inner->Id;
    }

    /// <summary>Moves the reference into the element.</summary>
    protected override void WriteNewValue(HashElement* element, byte* value, int cpu)
    {
        *Slot(element) = *(nint*)value;
        *(nint*)value = 0;
    }

    /// <summary>Swaps the references: a pointer changes at once, so the element stays.</summary>
    protected override bool TryWriteInPlace(HashElement* element, byte* value, int cpu)
    {
        // A release too: who finds the header finds the map behind it complete.
        *(nint*)value = Interlocked.Exchange(ref *Slot(element), *(nint*)value);
        return true;
    }

    /// <summary>The inner map loses the reference now and its memory a grace period later, while runs may have its pointer.</summary>
    protected override void OnRemoved(HashElement* element) => Of(InnerOf(element)).Put();

    // SAFETY: the value of an element that is or was linked is the header of an inner map that lives at least for this read section.
    private MapHeader* InnerOf(HashElement* element) => (MapHeader*)Volatile.Read(ref *Slot(element));

    private nint* Slot(HashElement* element) => (nint*)((byte*)element + ValueOffset);
}

/// <summary>The map type HASH_OF_MAPS.</summary>
internal sealed unsafe class HashOfMapsType : HashFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.HashOfMaps;

    /// <inheritdoc/>
    public override Errno CheckAttributes(MapCreateAttributes attributes)
        => attributes.ValueSize != sizeof(uint) ? Errno.EINVAL : base.CheckAttributes(attributes);

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        map = null;
        Errno error = MapTemplate.Copy(environment, attributes.InnerMapFd, out MapTemplate? template);
        if (error != Errno.None)
            return error;
        error = Allocate(environment, attributes, sizeof(ulong), out MapHeader* header, out ElementStore? store);
        if (error == Errno.None)
            map = new HashOfMapsMap(environment, this, attributes, header, store!, template!);
        return error;
    }

    /// <summary>Maps of maps have no BTF (map_check_no_btf).</summary>
    public override Errno CheckBtf(KernelMap map, BtfTypeShape? key, BtfTypeShape value) => Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer)
    {
        LookupCode code = new(buffer);
        code.Call(functions.HashFind);
        code.SkipIfNull(2);
        code.AddOffset(HashElement.SizeBytes + RoundUp8(map.KeySize));
        code.LoadPointer();
        return code.Count;
    }

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper)
        => helper == HelperId.MapLookupElem ? functions.HashOfMapsLookup : null;
}
