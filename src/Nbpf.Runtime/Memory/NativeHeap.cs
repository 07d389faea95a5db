using System.Runtime.InteropServices;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Interpreter;

namespace Nbpf.Runtime.Memory;

/// <summary>
/// Native memory of one kernel: zeroed, accounted and bounded. Everything that programs can point at lives in it.
/// It remembers every live block, so that a checked run can ask what an address belongs to. Thread-safe.
/// </summary>
public sealed unsafe class NativeHeap : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<nuint, Block> blocks = [];
    private readonly ulong limitBytes;
    private ulong usedBytes;
    private BlockIndex? index;

    /// <summary>Makes an empty heap.</summary>
    /// <param name="limitBytes">The most bytes it holds at once.</param>
    public NativeHeap(ulong limitBytes) => this.limitBytes = limitBytes;

    /// <summary>Bytes in live blocks, as they were asked for.</summary>
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
            blocks.Add((nuint)start, new Block((nuint)raw, bytes));
            index = null;
        }
        Interleaved.Allocate(start, bytes);
        return start;
    }

    /// <summary>Declares that only parts of a live block may be touched by runs, which its owner tells.</summary>
    /// <param name="start">What <see cref="TryAllocate"/> returned.</param>
    /// <param name="regions">Tells which.</param>
    internal void SetRegions(void* start, IBlockRegions regions)
    {
        lock (gate)
        {
            blocks[(nuint)start] = blocks[(nuint)start] with { Regions = regions };
            index = null;
        }
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
            index = null;
        }

        // SAFETY: the block was live and is no longer listed, so it is freed once.
        Interleaved.Free(start, block.Bytes);
        if (!Interleaved.TryKeep((void*)block.Raw))
            NativeMemory.Free((void*)block.Raw);
    }

    /// <summary>Finds the live block that holds an address.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="start">Receives the block's first address.</param>
    /// <param name="length">Receives the block's size in bytes.</param>
    public bool TryFindBlock(ulong address, out ulong start, out ulong length)
    {
        BlockIndex current = index ?? BuildIndex();
        return current.TryFind(address, out start, out length, out _);
    }

    /// <summary>Finds the memory that a run may touch at an address: a live block, or the part of it that its owner tells.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="region">Receives the memory.</param>
    internal bool TryFindRegion(ulong address, out MemoryRegion region)
    {
        BlockIndex current = index ?? BuildIndex();
        bool found = current.TryFind(address, out ulong start, out ulong length, out IBlockRegions? regions);
        region = new MemoryRegion(start, start + length, IsWritable: true);
        return found && (regions is null || regions.TryFindRegion(address, out region));
    }

    /// <summary>Frees every block.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (Block block in blocks.Values)
            {
                // SAFETY: each listed block is live and is listed once.
                NativeMemory.Free((void*)block.Raw);
            }
            blocks.Clear();
            usedBytes = 0;
            index = null;
        }
    }

    private BlockIndex BuildIndex()
    {
        lock (gate)
        {
            ulong[] starts = new ulong[blocks.Count];
            ulong[] lengths = new ulong[blocks.Count];
            IBlockRegions?[] regions = new IBlockRegions?[blocks.Count];
            int i = 0;
            foreach ((nuint start, Block block) in blocks)
            {
                starts[i] = start;
                lengths[i++] = block.Bytes;
            }
            Array.Sort(starts, lengths);
            for (i = 0; i < starts.Length; i++)
                regions[i] = blocks[(nuint)starts[i]].Regions;
            BlockIndex built = new(starts, lengths, regions);
            index = built;
            return built;
        }
    }

    private readonly record struct Block(nuint Raw, ulong Bytes, IBlockRegions? Regions = null);

    private sealed record BlockIndex(ulong[] Starts, ulong[] Lengths, IBlockRegions?[] Regions)
    {
        public bool TryFind(ulong address, out ulong start, out ulong length, out IBlockRegions? regions)
        {
            int i = Array.BinarySearch(Starts, address);
            if (i < 0)
                i = ~i - 1;
            if (i >= 0 && address - Starts[i] < Lengths[i])
            {
                start = Starts[i];
                length = Lengths[i];
                regions = Regions[i];
                return true;
            }
            start = length = 0;
            regions = null;
            return false;
        }
    }
}
