using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// A map of the in-process kernel. Its native block begins with a <see cref="MapHeader"/>; programs and other maps know it by that
/// address. The operations here are those of commands; those of programs are static functions on the header.
/// Keys and values are passed as addresses of complete keys and values; a value has <see cref="CommandValueSize"/> bytes.
/// </summary>
internal abstract unsafe class KernelMap : KernelObject, IProgramMap
{
    private readonly GCHandle self;
    private int activeWriters;
    private volatile bool isFrozen;

    protected KernelMap(MapEnvironment environment, MapTypeDefinition definition, MapCreateAttributes attributes, MapHeader* header)
        : base(environment.Objects)
    {
        Environment = environment;
        Definition = definition;
        Header = header;
        Extra = attributes.Extra;
        self = GCHandle.Alloc(this);

        // SAFETY: the caller allocated the block for this map and at least sizeof(MapHeader) bytes of it are the header.
        header->Type = attributes.Type;
        header->KeySize = attributes.KeySize;
        header->ValueSize = attributes.ValueSize;
        header->MaxEntries = attributes.MaxEntries;
        header->Flags = attributes.Flags & ~(MapFlags.ReadOnly | MapFlags.WriteOnly);
        header->CpuCount = (uint)environment.CpuCount;
        header->Owner = GCHandle.ToIntPtr(self);
    }

    /// <inheritdoc/>
    public override BpfObjectKind Kind => BpfObjectKind.Map;

    /// <inheritdoc/>
    public override bool CanBePinned => true;

    /// <summary>The native header: the map pointer that programs hold.</summary>
    public MapHeader* Header { get; }

    /// <summary>What all maps of the type share.</summary>
    public MapTypeDefinition Definition { get; }

    /// <inheritdoc/>
    public MapType Type => Header->Type;

    /// <inheritdoc/>
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    public uint KeySize => Header->KeySize;

    /// <inheritdoc/>
    public uint ValueSize => Header->ValueSize;

    /// <inheritdoc/>
    public uint MaxEntries => Header->MaxEntries;

    /// <inheritdoc/>
    public MapFlags Flags => Header->Flags;

    /// <summary>map_extra</summary>
    public ulong Extra { get; }

    /// <inheritdoc/>
    public bool IsFrozen => isFrozen;

    /// <inheritdoc/>
    public virtual IMapFacts? InnerTemplate => null;

    /// <inheritdoc/>
    public ulong DisplayAddress => (ulong)Header;

    /// <summary>The BTF object that describes key and value, a reference to which the map holds; or null.</summary>
    public KernelObject? Btf { get; private set; }

    /// <summary>BTF type of the key, or 0.</summary>
    public uint BtfKeyTypeId { get; private set; }

    /// <summary>BTF type of the value, or 0.</summary>
    public uint BtfValueTypeId { get; private set; }

    /// <summary>Size of a value on the command boundary: all CPUs' slots for per-CPU maps, 4 for maps of descriptors.</summary>
    public virtual uint CommandValueSize => ValueSize;

    /// <summary>Native bytes that the map takes now.</summary>
    public abstract ulong MemoryBytes { get; }

    /// <summary>After a change, commands return only when no run can still see what was before (maybe_wait_bpf_programs in Linux).</summary>
    public virtual bool WaitsForRuns => false;

    /// <summary>Whether the type has BPF_MAP_LOOKUP_AND_DELETE_ELEM.</summary>
    public virtual bool HasLookupAndDelete => false;

    /// <summary>Which batch commands the type has.</summary>
    public virtual MapBatchSupport BatchSupport => MapBatchSupport.None;

    /// <summary>The kernel.</summary>
    protected MapEnvironment Environment { get; }

    /// <summary>The managed map of a native header, which must be alive or in its grace period.</summary>
    public static KernelMap Of(MapHeader* header)
    {
        Interleaved.Touch(header);
        return (KernelMap)GCHandle.FromIntPtr(header->Owner).Target!; // the handle lives as long as the header
    }

    /// <summary>Copies the value of a key, or with a null value only looks whether there is one: ENOENT.</summary>
    public abstract Errno Lookup(byte* key, byte* value);

    /// <summary>Changes or adds an element.</summary>
    public abstract Errno Update(byte* key, byte* value, ulong flags);

    /// <summary>Removes an element.</summary>
    public abstract Errno Delete(byte* key);

    /// <summary>The key after one, or the first for null: ENOENT at the end.</summary>
    public abstract Errno NextKey(byte* key, byte* nextKey);

    /// <summary>Copies the value of a key, unless it is null, and removes the element; only where <see cref="HasLookupAndDelete"/>.</summary>
    public virtual Errno LookupAndDelete(byte* key, byte* value) => Errno.ENOTSUPP;

    /// <inheritdoc/>
    public virtual Errno CheckDirectValue(uint offset) => Errno.EINVAL;

    /// <summary>Address of the first value, for maps whose <see cref="CheckDirectValue"/> allows it.</summary>
    public virtual ulong DirectValueAddress => 0;

    /// <inheritdoc/>
    public bool TryReadConstant(uint offset, int sizeBytes, out ulong value)
    {
        value = 0;

        // Frozen first, then the writers, both by acquires: a writer announces itself, with a full barrier, before it asks whether the map is frozen. So
        // one that is not seen here will see that it is, and what those wrote that have ended is seen below.
        if (!isFrozen || Volatile.Read(ref activeWriters) != 0 || (Flags & MapFlags.ReadOnlyProgram) == 0 || CheckDirectValue(offset) != Errno.None)
            return false;

        // SAFETY: the address is inside the first value (checked) and the caller asks for bytes inside it.
        byte* address = (byte*)DirectValueAddress + offset;
        switch (sizeBytes)
        {
            case 1:
                value = *address;
                return true;
            case 2:
                value = *(ushort*)address;
                return true;
            case 4:
                value = *(uint*)address;
                return true;
            case 8:
                value = *(ulong*)address;
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public int EmitLookup(Span<Instruction> buffer) => Definition.EmitLookup(this, Environment.Functions, buffer);

    /// <inheritdoc/>
    public KernelFunction? FunctionFor(HelperId helper) => Definition.FunctionFor(Environment.Functions, helper);

    /// <summary>Whether the type can be mapped at all (map_mmap in Linux).</summary>
    public virtual bool CanBeMapped => false;

    /// <summary>The memory of a mapping, which is bytes of the map itself; only where <see cref="CanBeMapped"/>.</summary>
    /// <param name="offset">Where it begins in the map's mappable memory, in bytes; a multiple of the page size.</param>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <param name="isWritable">Whether it is to be written.</param>
    /// <param name="start">Receives its first address.</param>
    public virtual Errno FindMapping(ulong offset, int length, bool isWritable, out byte* start)
    {
        start = null;
        return Errno.ENOTSUPP;
    }

    /// <summary>Whether a value of the map stands at an address, for checked runs.</summary>
    /// <param name="address">What a lookup found.</param>
    public virtual bool HoldsValue(byte* address) =>
        Environment.Heap.TryFindBlock((ulong)address, out ulong start, out ulong length) && (ulong)address - start + ValueSize <= length;

    /// <summary>Begins a change by command; ends with <see cref="EndWrite"/>. While one is in progress the map cannot be frozen.</summary>
    public void BeginWrite() => Interlocked.Increment(ref activeWriters);

    /// <summary>Ends a change by command.</summary>
    /// <remarks>A full barrier: what was written comes before.</remarks>
    public void EndWrite() => Interlocked.Decrement(ref activeWriters);

    /// <summary>BPF_MAP_FREEZE: EBUSY while a change is in progress or when it is frozen already.</summary>
    public Errno Freeze()
    {
        lock (Definition)
        {
            if (Volatile.Read(ref activeWriters) != 0 || isFrozen)
                return Errno.EBUSY;
            isFrozen = true;
            return Errno.None;
        }
    }

    /// <summary>Records the BTF that describes the map; the caller's reference becomes the map's.</summary>
    public void SetBtf(KernelObject btf, uint keyTypeId, uint valueTypeId)
    {
        Btf = btf;
        BtfKeyTypeId = keyTypeId;
        BtfValueTypeId = valueTypeId;
    }

    /// <inheritdoc/>
    protected override void OnPublished() => Header->Id = Id;

    /// <summary>The native block that the header is in: it begins with it, unless the type says otherwise.</summary>
    protected virtual void* Block => Header;

    /// <summary>Frees what the type holds besides the header's block.</summary>
    protected abstract void ReleaseStorage();

    /// <inheritdoc/>
    protected sealed override void Release()
    {
        ReleaseStorage();
        Btf?.Put();
        Environment.Heap.Free(Block);
        self.Free();
    }
}
