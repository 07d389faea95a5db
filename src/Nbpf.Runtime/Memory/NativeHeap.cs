using System.Runtime.InteropServices;
using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Memory;

/// <summary>
/// Native memory of one kernel: zeroed, accounted and bounded. Everything that programs can point at lives in it.
/// It remembers every live block, so that one can ask what an address belongs to; and it can keep blocks for a while after they were freed, poisoned,
/// so that who still uses one is found. Thread-safe.
/// </summary>
public sealed unsafe class NativeHeap : IDisposable
{
    /// <summary>What every byte of a block becomes that is freed and kept.</summary>
    internal const byte Poison = 0xdb;

    private readonly Lock gate = new();
    private readonly Dictionary<nuint, Block> blocks = [];
    private readonly Queue<Block> quarantine = new();
    private readonly ulong limitBytes;
    private readonly ulong quarantineBytes;
    private ulong usedBytes;
    private ulong quarantinedBytes;
    private ulong freeCount;

    // The blocks' addresses in order: from the first time that somebody asks for an address, because most kernels never do.
    private SortedSet<nuint>? ordered;

    /// <summary>Makes an empty heap.</summary>
    /// <param name="limitBytes">The most bytes it holds at once.</param>
    /// <param name="quarantineBytes">The most bytes of freed blocks that it keeps besides; bigger blocks go at once.</param>
    public NativeHeap(ulong limitBytes, ulong quarantineBytes = 0)
    {
        this.limitBytes = limitBytes;
        this.quarantineBytes = quarantineBytes;
    }

    /// <summary>Whether freed blocks are kept for a while.</summary>
    internal bool KeepsFreed => quarantineBytes != 0;

    /// <summary>How often a block was freed.</summary>
    internal ulong FreeCount => Volatile.Read(ref freeCount);

    /// <summary>Bytes in live blocks, as they were asked for, and what is charged beside them.</summary>
    public ulong UsedBytes
    {
        get
        {
            lock (gate)
                return usedBytes;
        }
    }

    /// <summary>Number of live blocks.</summary>
    public int BlockCount
    {
        get
        {
            lock (gate)
                return blocks.Count;
        }
    }

    /// <summary>A zeroed block, or null when the limit or the machine has no room for it (ENOMEM).</summary>
    /// <param name="bytes">Its size, more than 0.</param>
    /// <param name="alignment">8, or a power of two up to a page.</param>
    public byte* TryAllocate(ulong bytes, uint alignment = 8)
    {
        lock (gate)
        {
            if (bytes > limitBytes || usedBytes > limitBytes - bytes)
                return null;
            usedBytes += bytes;
        }

        // The system's zeroed allocation gives untouched pages for big blocks; over-allocating keeps that for wide alignments.
        ulong padding = alignment > 16 ? alignment : 0;
        void* raw;
        try
        {
            raw = NativeMemory.AllocZeroed(checked((nuint)(bytes + padding)));
        }
        catch (OutOfMemoryException)
        {
            lock (gate)
                usedBytes -= bytes;
            return null;
        }

        // SAFETY: raw has at least alignment - 1 bytes more than asked for, so the rounded address and its block lie inside.
        byte* start = padding == 0 ? (byte*)raw : (byte*)(((nuint)raw + alignment - 1) & ~((nuint)alignment - 1));
        lock (gate)
        {
            blocks.Add((nuint)start, new Block((nuint)start, (nuint)raw, bytes));
            ordered?.Add((nuint)start);
        }
        Interleaved.Allocate(start, bytes);
        return start;
    }

    /// <summary>Counts memory that is not of this heap against its limit; false when there is no room (ENOMEM).</summary>
    /// <param name="bytes">How much.</param>
    internal bool TryCharge(ulong bytes)
    {
        lock (gate)
        {
            if (bytes > limitBytes || usedBytes > limitBytes - bytes)
                return false;
            usedBytes += bytes;
            return true;
        }
    }

    /// <summary>Undoes <see cref="TryCharge"/>.</summary>
    /// <param name="bytes">As much.</param>
    internal void Uncharge(ulong bytes)
    {
        lock (gate)
            usedBytes -= bytes;
    }

    /// <summary>Gives a block back. No run may still be able to reach it.</summary>
    /// <param name="start">What <see cref="TryAllocate"/> returned; null is allowed.</param>
    public void Free(void* start)
    {
        if (start == null)
            return;
        Block block;
        lock (gate)
        {
            if (!blocks.Remove((nuint)start, out block))
                throw new System.Diagnostics.UnreachableException("A native block was freed that is not live.");
            usedBytes -= block.Bytes;
            ordered?.Remove((nuint)start);
            freeCount++;
        }

        // SAFETY: the block was live and is no longer listed, so it is freed once.
        Interleaved.Free(start, block.Bytes);
        if (block.Bytes <= quarantineBytes)
            Keep(block);
        else if (!Interleaved.TryKeep((void*)block.Raw))
            NativeMemory.Free((void*)block.Raw);
    }

    /// <summary>Finds the live block that holds an address.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="start">Receives the block's first address.</param>
    /// <param name="length">Receives the block's size in bytes.</param>
    public bool TryFindBlock(ulong address, out ulong start, out ulong length)
    {
        lock (gate)
        {
            ordered ??= new SortedSet<nuint>(blocks.Keys);
            start = ordered.GetViewBetween(0, (nuint)address).Max;
            length = start != 0 ? blocks[(nuint)start].Bytes : 0;
            return address - start < length;
        }
    }

    /// <summary>Whether an address lies in a block that was freed and is kept.</summary>
    /// <param name="address">Any address.</param>
    internal bool IsFreed(ulong address)
    {
        lock (gate)
            return quarantine.Any(block => block.Holds(address));
    }

    /// <summary>Frees every block.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (Block block in blocks.Values.Concat(quarantine))
            {
                // SAFETY: each block is listed once, either as live or as kept.
                NativeMemory.Free((void*)block.Raw);
            }
            blocks.Clear();
            quarantine.Clear();
            ordered = null;
            usedBytes = quarantinedBytes = 0;
        }
    }

    private void Keep(Block block)
    {
        // SAFETY: the block is no longer listed and nobody may touch it; the writes stay inside it.
        NativeMemory.Fill((void*)block.Start, (nuint)block.Bytes, Poison);
        lock (gate)
        {
            quarantine.Enqueue(block);
            quarantinedBytes += block.Bytes;
            while (quarantinedBytes > quarantineBytes)
            {
                Block oldest = quarantine.Dequeue();
                quarantinedBytes -= oldest.Bytes;
                NativeMemory.Free((void*)oldest.Raw);
            }
        }
    }

    private readonly record struct Block(nuint Start, nuint Raw, ulong Bytes)
    {
        public bool Holds(ulong address) => address - Start < Bytes;
    }
}
