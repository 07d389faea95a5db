using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Maps;

/// <summary>Creation rules that all hash map types share (htab_map_alloc_check, htab_map_alloc; kernel/bpf/hashtab.c).</summary>
internal abstract unsafe class HashFamilyType : MapTypeDefinition
{
    // KMALLOC_MAX_SIZE with 4 KiB pages.
    private const ulong LargestAllocation = 4 << 20;

    // Linux's bucket is 16 bytes and its table's size must fit 32 bits.
    private const uint LinuxBucketSize = 16;

    private const MapFlags AllowedFlags = MapFlags.NoPreallocate | MapFlags.NoCommonLru | MapFlags.NumaNode | MapFlags.ReadOnly
        | MapFlags.WriteOnly | MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram | MapFlags.ZeroSeed;

    private bool IsPerCpu => Type == MapType.PerCpuHash;

    private bool IsLru => Type == MapType.LruHash;

    /// <inheritdoc/>
    public override Errno CheckAttributes(MapCreateAttributes attributes)
    {
        MapFlags flags = attributes.Flags;
        if ((flags & ~AllowedFlags) != 0 || !ProgramAccessIsSane(flags))
            return Errno.EINVAL;
        if (!IsLru && (flags & MapFlags.NoCommonLru) != 0)
            return Errno.EINVAL;
        if (IsLru && (flags & MapFlags.NoPreallocate) != 0)
            return Errno.ENOTSUPP;
        if ((flags & MapFlags.NumaNode) != 0 && (IsPerCpu || (flags & MapFlags.NoCommonLru) != 0))
            return Errno.EINVAL;
        if (attributes.MaxEntries == 0 || attributes.KeySize == 0 || attributes.ValueSize == 0)
            return Errno.EINVAL;
        if ((ulong)attributes.KeySize + attributes.ValueSize >= LargestAllocation - HashElement.SizeBytes)
            return Errno.E2BIG;
        if (IsPerCpu && RoundUp8(attributes.ValueSize) > PerCpuHeap.StrideBytes)
            return Errno.E2BIG;
        return Errno.None;
    }

    /// <summary>Makes header, buckets and elements: E2BIG, ENOMEM.</summary>
    /// <param name="environment">The kernel.</param>
    /// <param name="attributes">What is asked for.</param>
    /// <param name="storedValueSize">Bytes of what an element stores as its value.</param>
    /// <param name="header">Receives the native header, its <see cref="MapHeader.Storage"/> the buckets.</param>
    /// <param name="store">Receives the elements.</param>
    protected Errno Allocate(MapEnvironment environment, MapCreateAttributes attributes, uint storedValueSize, out MapHeader* header, out ElementStore? store)
    {
        header = null;
        store = null;
        uint maxEntries = attributes.MaxEntries;
        if (maxEntries > 1U << 31)
            return Errno.E2BIG;
        ulong buckets = BitOperations.RoundUpToPowerOf2((ulong)maxEntries);
        if (buckets > uint.MaxValue / LinuxBucketSize)
            return Errno.E2BIG;

        header = (MapHeader*)environment.Heap.TryAllocate((ulong)sizeof(MapHeader));
        if (header == null)
            return Errno.ENOMEM;
        header->Storage = environment.Heap.TryAllocate(buckets * (ulong)sizeof(nint));
        ElementLayout layout = new(attributes.KeySize, storedValueSize, IsPerCpu);
        if (header->Storage != null)
        {
            // Replacing an element takes a spare one for a moment; per-CPU values are changed in place, and an LRU evicts.
            ulong count = maxEntries + (IsPerCpu || IsLru ? 0 : (ulong)environment.CpuCount);
            store = (attributes.Flags & MapFlags.NoPreallocate) != 0
                ? new GrowingElements(environment, layout)
                : PreallocatedElements.TryCreate(environment, layout, (uint)count);
        }
        if (store is null)
        {
            environment.Heap.Free(header->Storage);
            environment.Heap.Free(header);
            header = null;
            return Errno.ENOMEM;
        }
        header->IndexMask = (uint)(buckets - 1);
        header->ElementSize = layout.ElementSize;
        if ((attributes.Flags & MapFlags.ZeroSeed) == 0)
        {
            ulong seed = 0;
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref seed)));
            header->Seed = seed;
        }
        return Errno.None;
    }
}
