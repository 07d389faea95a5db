using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
/// </remarks>
public sealed unsafe class GracePeriods : IDisposable
{
    private const int CommandSlotCount = 32;
    private const int RetiresPerScan = 64;

    private readonly Slot* slots;
    private readonly int slotCount;
    private readonly Lock gate = new();
    private readonly Lock reclaiming = new();
    private readonly Queue<Retired> queue = new();
    private long epoch = 1;
    private long knownElapsed;
    private int pending;
    private int sinceScan;

    /// <summary>Makes the grace periods of a kernel.</summary>
    /// <param name="cpuCount">Number of logical CPUs; CPU c's runs read in slot c.</param>
    public GracePeriods(int cpuCount)
    {
        CpuCount = cpuCount;
        slotCount = cpuCount + CommandSlotCount;
        slots = (Slot*)NativeMemory.AlignedAlloc((nuint)(slotCount * sizeof(Slot)), 64);
        NativeMemory.Clear(slots, (nuint)(slotCount * sizeof(Slot)));
    }

    /// <summary>Number of logical CPUs.</summary>
    public int CpuCount { get; }

    /// <summary>How many retired items wait for their grace period.</summary>
    public int PendingCount => Volatile.Read(ref pending);

    /// <summary>The current epoch; what is retired now is reclaimed once no reader is older.</summary>
    internal long CurrentEpoch => Volatile.Read(ref epoch);

    /// <summary>Begins to read on behalf of a command. Dispose the section on the same thread.</summary>
    internal ReadSection Enter()
    {
        int hint = Environment.CurrentManagedThreadId;
        SpinWait spin = default;
        while (true)
        {
            for (int i = 0; i < CommandSlotCount; i++)
            {
                int slot = CpuCount + (hint + i) % CommandSlotCount;
                if (TryEnter(slot))
                    return new ReadSection(this, slot);
            }
            spin.SpinOnce();
        }
    }

    /// <summary>Begins to read in a slot, if nobody does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnter(int slot)
    {
        // SAFETY: slot is below slotCount; the slots live as long as this object.
        if (slots[slot].Epoch != 0 || Interlocked.CompareExchange(ref slots[slot].Epoch, Volatile.Read(ref epoch), 0) != 0)
            return false;
        slots[slot].ThreadId = Environment.CurrentManagedThreadId;
        return true;
    }

    /// <summary>Ends and begins anew: what was reached before may be freed.</summary>
    internal void Refresh(int slot)
    {
        Interlocked.Exchange(ref slots[slot].Epoch, Volatile.Read(ref epoch));
        if (pending != 0)
            TryReclaim();
    }

    /// <summary>Ends reading in a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit(int slot)
    {
        // The thread's mark goes first, so that the slot's next reader is never taken for this thread.
        slots[slot].ThreadId = 0;
        Volatile.Write(ref slots[slot].Epoch, 0);
        if (pending != 0)
            TryReclaim();
    }

    /// <summary>Has something reclaimed after all readers that are reading now have ended. It must be unreachable for new readers already.</summary>
    /// <param name="owner">Reclaims it.</param>
    /// <param name="item">What to tell the owner.</param>
    internal void Retire(IReclaimable owner, nint item = 0)
    {
        bool scan;
        lock (gate)
        {
            queue.Enqueue(new Retired(owner, item, Interlocked.Increment(ref epoch)));
            pending = queue.Count;
            scan = ++sinceScan >= RetiresPerScan;
        }
        if (scan)
            TryReclaim();
    }

    /// <summary>Reclaims what nobody can reach any more. Returns at once, also when another thread is reclaiming.</summary>
    internal void TryReclaim()
    {
        // One thread at a time and in order, so that an object goes after everything that it retired itself.
        if (reclaiming.IsHeldByCurrentThread || !reclaiming.TryEnter())
            return;
        try
        {
            ReclaimElapsed();
        }
        finally
        {
            reclaiming.Exit();
        }
    }

    /// <summary>True when every reader that was reading when the stamp was made has left.</summary>
    /// <param name="stamp">A value of <see cref="NextStamp"/>.</param>
    internal bool HasElapsed(long stamp)
    {
        if (stamp <= Volatile.Read(ref knownElapsed))
            return true;

        // The epoch is read first: without readers everything up to it has elapsed, and stays so for readers to come.
        long bound = Math.Min(Volatile.Read(ref epoch), OldestReader());
        if (bound > knownElapsed)
            Volatile.Write(ref knownElapsed, bound);
        return stamp <= bound;
    }

    /// <summary>Ends the epoch: the stamp's grace period is over when <see cref="HasElapsed"/> says so.</summary>
    internal long NextStamp() => Interlocked.Increment(ref epoch);

    /// <summary>Waits until all readers of other threads that are reading now have ended, and reclaims what became free (synchronize_rcu).</summary>
    public void Synchronize()
    {
        long stamp = NextStamp();
        int self = Environment.CurrentManagedThreadId;
        for (int i = 0; i < slotCount; i++)
        {
            SpinWait spin = default;
            while (true)
            {
                long seen = Volatile.Read(ref slots[i].Epoch);
                if (seen == 0 || seen >= stamp || slots[i].ThreadId == self)
                    break;
                spin.SpinOnce();
            }
        }
        if (reclaiming.IsHeldByCurrentThread)
            return;
        lock (reclaiming)
            ReclaimElapsed();
    }

    /// <summary>Reclaims everything. No reader may be left.</summary>
    public void Dispose()
    {
        while (true)
        {
            Retired next;
            lock (gate)
            {
                if (!queue.TryDequeue(out next))
                    break;
                pending = queue.Count;
            }
            next.Owner.Reclaim(next.Item);
        }
        NativeMemory.AlignedFree(slots);
    }

    private void ReclaimElapsed()
    {
        while (true)
        {
            Retired next;
            lock (gate)
            {
                sinceScan = 0;
                if (!queue.TryPeek(out next) || !HasElapsed(next.Stamp))
                    return;
                queue.Dequeue();
                pending = queue.Count;
            }
            next.Owner.Reclaim(next.Item);
        }
    }

    private long OldestReader()
    {
        long oldest = long.MaxValue;
        for (int i = 0; i < slotCount; i++)
        {
            long seen = Volatile.Read(ref slots[i].Epoch);
            if (seen != 0 && seen < oldest)
                oldest = seen;
        }
        return oldest;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Slot
    {
        public long Epoch;
        public int ThreadId;
    }

    private readonly record struct Retired(IReclaimable Owner, nint Item, long Stamp);
}
