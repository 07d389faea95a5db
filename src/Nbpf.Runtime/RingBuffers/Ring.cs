using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Uapi;

namespace Nbpf.Runtime.RingBuffers;

/// <summary>
/// The native memory of a ring buffer (kernel/bpf/ringbuf.c, Linux 6.18): any number of producers, one consumer.
/// <code>
///   page 0          page 1               page 2               page 3 …
/// | bookkeeping   | consumer position  | producer position  | N bytes of data | N bytes more |
/// </code>
/// Positions count bytes and only grow; <c>position &amp; mask</c> is a place in the data. A record begins in the first N bytes, with a header of
/// 8 bytes, and may reach into the second, so that it is contiguous: what Linux gets by mapping the data twice.
/// <code>
///   31     30        29 … 0          63 … 32
/// | busy | discard | length in bytes | units of 4096 bytes from page 0 to the header |
/// </code>
/// While it is busy, the 12 uppermost bits of the second word, which no ring needs, hold the number of the CPU that reserved it plus 1: what a run that was ended in
/// the middle had reserved is found by it. Consumers do not look at that word.
/// </summary>
/// <remarks>
/// Reserving takes the lock; committing is one exchange without it. The consumer stops at the first busy record, so that records come out in the
/// order of their reservation.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Ring
{
    /// <summary>What sizes are multiples of, and where blocks are aligned, in bytes.</summary>
    public const int UnitBytes = 4096;

    /// <summary>Pages before the data.</summary>
    public const int MetaPages = 3;

    /// <summary>CPUs that can reserve records.</summary>
    public const int MaximumCpuCount = (int)(uint.MaxValue >> OwnerShift);

    private const int OwnerShift = 20;
    private const uint UnitMask = (1u << OwnerShift) - 1;
    private const uint HeaderBytes = Constants.BPF_RINGBUF_HDR_SZ;
    private const uint BusyBit = Constants.BPF_RINGBUF_BUSY_BIT;
    private const uint DiscardBit = Constants.BPF_RINGBUF_DISCARD_BIT;
    private const uint MaximumRecordBytes = uint.MaxValue / 4;

    /// <summary>Size of a page in bytes, as those who map the ring see it.</summary>
    private static readonly uint PageSize = (uint)Math.Max(UnitBytes, Environment.SystemPageSize);

    private ulong mask;
    private uint pageBytes;
    private nint owner;
    private ulong pendingPosition;
    private int gate;
    private int waiterCount;

    /// <summary>Bytes of data.</summary>
    public readonly ulong DataBytes => mask + 1;

    /// <summary>Bytes of native memory for a ring.</summary>
    /// <param name="dataBytes">Bytes of data.</param>
    public static ulong BlockBytes(uint dataBytes) => MetaPages * (ulong)PageSize + 2 * (ulong)dataBytes;

    /// <summary>Prepares zeroed memory.</summary>
    /// <param name="ring">Aligned to <see cref="UnitBytes"/>, of <see cref="BlockBytes"/>.</param>
    /// <param name="dataBytes">Bytes of data: a power of two, at least a page.</param>
    /// <param name="owner">Handle of the map, to whose waiters it tells that there are data.</param>
    public static void Initialise(Ring* ring, uint dataBytes, nint owner)
    {
        ring->mask = dataBytes - 1;
        ring->pageBytes = PageSize;
        ring->owner = owner;
    }

    // SAFETY (all below): a ring is the first page of a block of BlockBytes that its map holds; positions are masked before they are used.

    /// <summary>The consumer's position. It may hold anything: whoever has the page mapped can write it.</summary>
    public static ulong* ConsumerPosition(Ring* ring) => (ulong*)((byte*)ring + ring->pageBytes);

    /// <summary>The producers' position.</summary>
    public static ulong* ProducerPosition(Ring* ring) => (ulong*)((byte*)ring + 2 * ring->pageBytes);

    /// <summary>The memory that a consumer maps: its own page, for reading and writing; the producers' page and the data twice, for reading.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="offset">Bytes from the consumer's page.</param>
    /// <param name="length">Bytes of the mapping.</param>
    /// <param name="start">Receives its first address.</param>
    public static bool TryFindMapping(Ring* ring, ulong offset, ulong length, out byte* start)
    {
        start = (byte*)ConsumerPosition(ring) + offset;
        ulong mappable = (MetaPages - 1) * ring->pageBytes + 2 * ring->DataBytes;
        return offset <= mappable && length <= mappable - offset;
    }

    /// <summary>The data's first byte.</summary>
    public static byte* Data(Ring* ring) => (byte*)ring + MetaPages * ring->pageBytes;

    /// <summary>Bytes between the positions: what the consumer has not taken yet.</summary>
    public static ulong AvailableBytes(Ring* ring)
    {
        // The consumer's first, by an acquire: it is never past a producers' position that is read later.
        Interleaved.Touch(ring);
        ulong consumer = Volatile.Read(ref *ConsumerPosition(ring));
        return Volatile.Read(ref *ProducerPosition(ring)) - consumer;
    }

    /// <summary>Reserves a record, busy until it is committed: null when it does not fit now.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="size">Bytes of the record.</param>
    /// <param name="cpu">The CPU of the run that reserves it.</param>
    /// <returns>The record's first byte, aligned to 8.</returns>
    public static byte* Reserve(Ring* ring, ulong size, uint cpu)
    {
        Interleaved.Touch(ring);
        if (size > MaximumRecordBytes)
            return null;
        ulong length = RecordBytes((uint)size), mask = ring->mask;
        if (length > mask + 1)
            return null;

        // An acquire: what the consumer read of records before it released their space comes before what is written there now.
        ulong consumer = Volatile.Read(ref *ConsumerPosition(ring));
        SpinGate.Enter(ref ring->gate);
        ulong producer = *ProducerPosition(ring), end = producer + length;
        ulong pending = SkipCommitted(ring, ring->pendingPosition, producer);
        ring->pendingPosition = pending;

        // Neither what the consumer has not read nor what is not committed may be overwritten.
        if (end - consumer > mask || end - pending > mask)
        {
            SpinGate.Exit(ref ring->gate);
            return null;
        }
        byte* header = Data(ring) + (producer & mask);
        ((uint*)header)[0] = (uint)size | BusyBit;
        ((uint*)header)[1] = (uint)((header - (byte*)ring) / UnitBytes) | (cpu + 1) << OwnerShift;

        // A release: a consumer that sees the position sees the header, with its busy bit.
        Volatile.Write(ref *ProducerPosition(ring), end);
        SpinGate.Exit(ref ring->gate);
        return header + HeaderBytes;
    }

    /// <summary>Commits a reserved record, and wakes the consumer when it waits for this very record.</summary>
    /// <param name="record">What <see cref="Reserve"/> returned.</param>
    /// <param name="flags">BPF_RB_NO_WAKEUP, BPF_RB_FORCE_WAKEUP or 0.</param>
    /// <param name="discard">Whether the consumer shall skip it.</param>
    public static void Commit(byte* record, ulong flags, bool discard)
    {
        byte* header = record - HeaderBytes;
        Interleaved.Touch(header);
        Ring* ring = OfHeader(header);
        uint length = (*(uint*)header & ~BusyBit) | (discard ? DiscardBit : 0);
        ((uint*)header)[1] &= UnitMask;

        // A release, so that who sees the record free of its busy bit sees what is in it; and a full barrier before the consumer's position and the waiters
        // are read: a consumer first writes its position, or announces itself, and then looks at the record, so that one of the two sees the other.
        Interlocked.Exchange(ref *(uint*)header, length);
        Interleaved.At(YieldPoint.RecordCommitted);
        ulong consumer = Volatile.Read(ref *ConsumerPosition(ring)) & ring->mask;
        bool isAwaited = consumer == (ulong)(header - Data(ring)) && (flags & Constants.BPF_RB_NO_WAKEUP) == 0;
        if ((isAwaited || (flags & Constants.BPF_RB_FORCE_WAKEUP) != 0) && ring->waiterCount != 0)
            Wake(ring);
    }

    /// <summary>Discards all records that a CPU has reserved and not committed. No run may go on there.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="cpu">The CPU.</param>
    public static void DiscardReserved(Ring* ring, uint cpu)
    {
        ulong position = 0;
        while (TryFindReservedBy(ring, cpu, ref position, out byte* record))
            Commit(record, 0, discard: true);
    }

    /// <summary>Announces a waiter, or takes one back.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="change">1 or -1.</param>
    /// <remarks>A full barrier: data are looked for afterwards. The other half is in <see cref="Commit"/>.</remarks>
    public static void AddWaiter(Ring* ring, int change)
    {
        Interleaved.Touch(ring);
        Interlocked.Add(ref ring->waiterCount, change);
    }

    /// <summary>The position of a record that is reserved and not committed yet, which no other record has had; <see cref="ulong.MaxValue"/> when there is none.</summary>
    /// <param name="record">What <see cref="Reserve"/> returned at some time.</param>
    public static ulong ReservationOf(byte* record)
    {
        byte* header = record - HeaderBytes;
        if ((Volatile.Read(ref *(uint*)header) & BusyBit) == 0)
            return ulong.MaxValue;
        Ring* ring = OfHeader(header);
        ulong producer = Volatile.Read(ref *ProducerPosition(ring)), place = (ulong)(header - Data(ring));
        ulong position = (producer & ~ring->mask) + place;
        return position < producer ? position : position - ring->DataBytes;
    }

    // From a position on, which moves past what is found. Committing wakes waiters, so it happens outside of the lock.
    private static bool TryFindReservedBy(Ring* ring, uint cpu, ref ulong position, out byte* record)
    {
        record = null;
        SpinGate.Enter(ref ring->gate);
        position = Math.Max(position, ring->pendingPosition);
        ulong producer = *ProducerPosition(ring);
        while (position < producer && record == null)
        {
            byte* header = Data(ring) + (position & ring->mask);
            uint word = Volatile.Read(ref *(uint*)header);
            if ((word & BusyBit) != 0 && ((uint*)header)[1] >> OwnerShift == cpu + 1)
                record = header + HeaderBytes;
            position += RecordBytes(word & ~(BusyBit | DiscardBit));
        }
        SpinGate.Exit(ref ring->gate);
        return record != null;
    }

    private static ulong SkipCommitted(Ring* ring, ulong pending, ulong producer)
    {
        while (pending < producer)
        {
            // An acquire: what a producer wrote into its record comes before what is written there next.
            uint word = Volatile.Read(ref *(uint*)(Data(ring) + (pending & ring->mask)));
            if ((word & BusyBit) != 0)
                break;
            pending += RecordBytes(word & ~DiscardBit);
        }
        return pending;
    }

    private static ulong RecordBytes(uint size) => ((ulong)size + HeaderBytes + 7) & ~7UL;

    private static Ring* OfHeader(byte* header)
        => (Ring*)(((nuint)header & ~(nuint)(UnitBytes - 1)) - (((uint*)header)[1] & UnitMask) * (nuint)UnitBytes);

    // Out of the way of commits that nobody waits for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Wake(Ring* ring) => ((RingBufferMap)GCHandle.FromIntPtr(ring->owner).Target!).Wake(); // the handle lives as long as the ring
}
