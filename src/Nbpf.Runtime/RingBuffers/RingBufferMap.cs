using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Syscall;

namespace Nbpf.Runtime.RingBuffers;

/// <summary>BPF_MAP_TYPE_RINGBUF: a <see cref="Ring"/> apart from the header. It has no elements for commands.</summary>
internal sealed unsafe class RingBufferMap : KernelMap
{
    private const ulong LinuxMapBytes = 304;
    private const ulong LinuxPagePointerBytes = 8;

    private readonly Lock gate = new();
    private readonly List<Action> waiters = [];

    /// <summary>Makes the map.</summary>
    public RingBufferMap(MapEnvironment environment, RingBufferType definition, MapCreateAttributes attributes, MapHeader* header, Ring* ring)
        : base(environment, definition, attributes, header)
    {
        Ring.Initialise(ring, attributes.MaxEntries, header->Owner);
        header->Storage = ring;
    }

    /// <summary>The ring.</summary>
    public Ring* Storage => (Ring*)Header->Storage;

    /// <summary>As Linux accounts it: struct bpf_ringbuf_map, the pages with the data once, and pointers to pages with the data twice.</summary>
    public override ulong MemoryBytes
    {
        get
        {
            ulong dataPages = MaxEntries / Ring.UnitBytes;
            return LinuxMapBytes + (Ring.MetaPages + dataPages) * Ring.UnitBytes + (Ring.MetaPages + 2 * dataPages) * LinuxPagePointerBytes;
        }
    }

    /// <inheritdoc/>
    public override Errno Lookup(byte* key, byte* value) => Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override Errno Update(byte* key, byte* value, ulong flags) => Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override Errno Delete(byte* key) => Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override Errno NextKey(byte* key, byte* nextKey) => Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override bool CanBeMapped => true;

    /// <inheritdoc/>
    public override Errno FindMapping(ulong offset, int length, bool isWritable, out byte* start)
    {
        start = null;
        if (isWritable && (offset != 0 || length > System.Environment.SystemPageSize))
            return Errno.EPERM;
        return Ring.TryFindMapping(Storage, offset, (ulong)length, out start) ? Errno.None : Errno.EINVAL;
    }

    /// <summary>Has something called whenever a producer wakes the consumer. It runs on the producer's thread and may not wait.</summary>
    /// <param name="waiter">What is called.</param>
    public void AddWaiter(Action waiter)
    {
        lock (gate)
            waiters.Add(waiter);
        Ring.AddWaiter(Storage, 1);
    }

    /// <summary>Undoes <see cref="AddWaiter"/>.</summary>
    /// <param name="waiter">What was added.</param>
    public void RemoveWaiter(Action waiter)
    {
        Ring.AddWaiter(Storage, -1);
        lock (gate)
            waiters.Remove(waiter);
    }

    /// <summary>Tells all waiters.</summary>
    public void Wake()
    {
        lock (gate)
        {
            foreach (Action waiter in waiters)
                waiter();
        }
    }

    /// <inheritdoc/>
    protected override void ReleaseStorage() => Environment.Heap.Free(Storage);
}
