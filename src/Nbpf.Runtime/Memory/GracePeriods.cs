using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Memory;

/// <summary>
/// Delays frees until nobody can hold a pointer to what is freed (what RCU does in Linux), by epochs. A reader writes the
/// current epoch into a slot of its own while it reads. What is retired gets the next epoch's number and is reclaimed when no slot
/// holds a smaller one. Entering is one interlocked instruction, leaving one store. Thread-safe.
/// </summary>
/// <remarks>
/// Why it is sound: a reader can only hold an item that it reached before the item was unlinked, so it read the epoch before the
/// item's stamp was made and its slot holds a smaller number. A reader that has not yet written its slot when the slots are scanned
/// begins to read after the unlinking, because both sides have a full barrier between their write and their read.
/// <para>
/// Why an owner goes after its parts: whoever retires a part of it (an element, whose memory is the map's) reads it, and began to before the owner was
/// unreachable. So when the owner's grace period is over, its last part has been retired, and stands in the queue. The owner goes to the
/// queue's end once more, and what is reclaimed in order is reclaimed parts first (docs/adr/0015).
/// </para>
/// </remarks>
public sealed unsafe class GracePeriods
{
    private const int SlotBytes = 64;
    private const int CommandSlotCount = 32;
    private const int RetiresPerScan = 64;

    private readonly Slot[] slotMemory;
    private readonly Slot* slots;
    private readonly int slotCount;
    private readonly Lock gate = new();
    private readonly Lock reclaiming = new();
    private readonly Queue<Retired> queue = new();
    private long epoch = 1;
    private long knownElapsed;
    private int pending;
    private int sinceScan;
    private int waiting;

    /// <summary>Makes the grace periods of a kernel.</summary>
    /// <param name="cpuCount">Number of logical CPUs; CPU c's runs read in slot c.</param>
    public GracePeriods(int cpuCount)
    {
        CpuCount = cpuCount;
        slotCount = cpuCount + CommandSlotCount;

        // Managed memory, so that late readers find their slots also after the kernel was disposed; one slot more, to begin at a cache line.
        slotMemory = GC.AllocateArray<Slot>(slotCount + 1, pinned: true);
        slots = (Slot*)(((nuint)Unsafe.AsPointer(ref slotMemory[0]) + SlotBytes - 1) & ~((nuint)SlotBytes - 1));
    }

    /// <summary>Number of logical CPUs.</summary>
    public int CpuCount { get; }

    /// <summary>How many retired items wait for their grace period.</summary>
    public int PendingCount => Volatile.Read(ref pending);

    /// <summary>Whether somebody waits in <see cref="Synchronize"/> now: readers that go on for long should <see cref="Refresh"/>.</summary>
    internal bool IsAwaited => Volatile.Read(ref waiting) != 0;

    /// <summary>The current epoch; what is retired now is reclaimed once no reader is older.</summary>
    internal long CurrentEpoch => Volatile.Read(ref epoch);

    /// <summary>Begins to read on behalf of a command. Dispose the section on the same thread.</summary>
    internal ReadSection Enter()
    {
        int hint = Interleaved.Spread(Environment.CurrentManagedThreadId);
        SpinWait spin = default;
        while (true)
        {
            for (int i = 0; i < CommandSlotCount; i++)
            {
                int slot = CpuCount + (hint + i) % CommandSlotCount;
                if (TryEnter(slot))
                    return new ReadSection(this, slot);
            }
            Interleaved.Spin(YieldPoint.SlotsTaken, ref spin);
        }
    }

    /// <summary>Begins to read in a slot, if nobody does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnter(int slot)
    {
        // SAFETY: slot is below slotCount; the slots live as long as this object.
        if (slots[slot].Epoch != 0)
            return false;
        long now = Volatile.Read(ref epoch);
        Interleaved.At(YieldPoint.ReaderEnters);

        // A full barrier: what this reader reads next is not read before its slot can be seen. It also takes the slot from others who try.
        if (Interlocked.CompareExchange(ref slots[slot].Epoch, now, 0) != 0)
            return false;
        slots[slot].ThreadId = Environment.CurrentManagedThreadId;
        return true;
    }

    /// <summary>Whether somebody reads in a slot.</summary>
    internal bool IsEntered(int slot) => Volatile.Read(ref slots[slot].Epoch) != 0;

    /// <summary>Whether the calling thread reads in a slot.</summary>
    internal bool IsEnteredByThisThread(int slot) => IsEntered(slot) && Volatile.Read(ref slots[slot].ThreadId) == Environment.CurrentManagedThreadId;

    /// <summary>Ends and begins anew: what was reached before may be freed.</summary>
    internal void Refresh(int slot)
    {
        // A full barrier, as in TryEnter.
        Interlocked.Exchange(ref slots[slot].Epoch, Volatile.Read(ref epoch));
        if (pending != 0)
            TryReclaim();
    }

    /// <summary>Ends reading in a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit(int slot)
    {
        Interleaved.At(YieldPoint.ReaderLeaves);

        // The thread's mark goes first, so that the slot's next reader is never taken for this thread. A release: whoever sees the slot empty and frees
        // comes after all that was read here. The look at what waits may be early; then the next reader, or whoever retires next, reclaims it.
        slots[slot].ThreadId = 0;
        Volatile.Write(ref slots[slot].Epoch, 0);
        if (pending != 0)
            TryReclaim();
    }

    /// <summary>Has something reclaimed after all readers that are reading now have ended. It must be unreachable for new readers already.</summary>
    /// <param name="owner">Reclaims it.</param>
    /// <param name="item">What to tell the owner.</param>
    internal void Retire(IReclaimable owner, nint item = 0) => Enqueue(owner, item, hasParts: false);

    /// <summary>
    /// As <see cref="Retire"/>, and after everything that these readers retire until then: its parts, which would be gone with it. Reclaims at once when
    /// there are no readers.
    /// </summary>
    /// <param name="owner">What is to be reclaimed.</param>
    internal void RetireOwner(IReclaimable owner)
    {
        Enqueue(owner, item: 0, hasParts: true);
        TryReclaim();
    }

    /// <summary>Reclaims what nobody can reach any more. Returns at once, also when another thread is reclaiming: then that one does it.</summary>
    internal void TryReclaim()
    {
        // One thread at a time and in order, so that an owner goes after its parts. Asked again when the lock is given back, for those who found it taken.
        while (!reclaiming.IsHeldByCurrentThread && reclaiming.TryEnter())
        {
            try
            {
                ReclaimElapsed();
            }
            finally
            {
                reclaiming.Exit();
            }
            if (!HasElapsedItem())
                return;
        }
    }

    /// <summary>True when every reader that was reading when the stamp was made has left.</summary>
    /// <param name="stamp">A value of <see cref="NextStamp"/>.</param>
    internal bool HasElapsed(long stamp)
    {
        if (stamp <= Volatile.Read(ref knownElapsed))
            return true;

        // The epoch is read first: without readers everything up to it has elapsed, and stays so for readers to come. A full barrier between the two: this
        // thread need not be the one that unlinked, and a reader whose slot is seen empty must see whatever was unlinked before the epoch that is seen here.
        long now = Volatile.Read(ref epoch);
        Interlocked.MemoryBarrier();
        long bound = Math.Min(now, OldestReader());

        // A release, for those who go by it alone: what the readers did that were seen to have left comes before. When two write, the smaller may stay: it only says less.
        if (bound > knownElapsed)
            Volatile.Write(ref knownElapsed, bound);
        return stamp <= bound;
    }

    /// <summary>Ends the epoch: the stamp's grace period is over when <see cref="HasElapsed"/> says so.</summary>
    /// <remarks>A full barrier between the unlinking and the look at the readers' slots.</remarks>
    internal long NextStamp() => Interlocked.Increment(ref epoch);

    /// <summary>Waits until all readers of other threads that are reading now have ended, and reclaims what became free (synchronize_rcu).</summary>
    public void Synchronize()
    {
        long stamp = NextStamp();
        int self = Environment.CurrentManagedThreadId;
        Interlocked.Increment(ref waiting);
        for (int i = 0; i < slotCount; i++)
        {
            SpinWait spin = default;
            while (true)
            {
                long seen = Volatile.Read(ref slots[i].Epoch);
                if (seen == 0 || seen >= stamp || slots[i].ThreadId == self)
                    break;
                Interleaved.Spin(YieldPoint.Synchronizes, ref spin);
            }
        }
        Interlocked.Decrement(ref waiting);
        if (reclaiming.IsHeldByCurrentThread)
            return;
        Interleaved.Await(reclaiming);
        lock (reclaiming)
            ReclaimElapsed();
    }

    private void Enqueue(IReclaimable owner, nint item, bool hasParts)
    {
        bool scan;
        Interleaved.At(YieldPoint.Retires);
        Interleaved.Await(gate);
        lock (gate)
        {
            queue.Enqueue(new Retired(owner, item, Interlocked.Increment(ref epoch), hasParts));
            pending = queue.Count;
            scan = ++sinceScan >= RetiresPerScan;
        }
        if (scan)
            TryReclaim();
    }

    private void ReclaimElapsed()
    {
        while (true)
        {
            Retired next;
            Interleaved.Await(gate);
            lock (gate)
            {
                sinceScan = 0;
                if (!queue.TryPeek(out next) || !HasElapsed(next.Stamp))
                    return;
                queue.Dequeue();
                if (next.HasParts)
                    queue.Enqueue(next with { HasParts = false });
                pending = queue.Count;
            }
            if (next.HasParts)
                continue;
            Interleaved.At(YieldPoint.Reclaims);
            next.Owner.Reclaim(next.Item);
        }
    }

    private bool HasElapsedItem()
    {
        Interleaved.Await(gate);
        lock (gate)
            return queue.TryPeek(out Retired next) && HasElapsed(next.Stamp);
    }

    private long OldestReader()
    {
        Interleaved.At(YieldPoint.SlotsScanned);
        long oldest = long.MaxValue;
        for (int i = 0; i < slotCount; i++)
        {
            // An acquire: what a reader did before it left comes before what is freed because it has left.
            long seen = Volatile.Read(ref slots[i].Epoch);
            if (seen != 0 && seen < oldest)
                oldest = seen;
        }
        Interleaved.At(YieldPoint.SlotsScanned);
        return oldest;
    }

    [StructLayout(LayoutKind.Sequential, Size = SlotBytes)]
    private struct Slot
    {
        public long Epoch;
        public int ThreadId;
    }

    private readonly record struct Retired(IReclaimable Owner, nint Item, long Stamp, bool HasParts);
}
