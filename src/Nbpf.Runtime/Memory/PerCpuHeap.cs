using System.Numerics;

namespace Nbpf.Runtime.Memory;

/// <summary>
/// Per-CPU memory. An allocation has one address, that of CPU 0's copy; CPU c's copy lies <c>c * </c><see cref="StrideBytes"/> bytes after it,
/// so that a program reaches its own copy by adding one number. Thread-safe.
/// <code>
/// chunk: | CPU 0: 32 KiB | CPU 1: 32 KiB | ... |      a bitmap marks the 8-byte granules in use, the same in every CPU's part
/// </code>
/// </summary>
public sealed unsafe class PerCpuHeap
{
    /// <summary>Bytes between the copies of two neighbouring CPUs, and so the largest allocation (PCPU_MIN_UNIT_SIZE, include/linux/percpu.h).</summary>
    public const uint StrideBytes = 32 * 1024;

    private const int GranuleBytes = 8;
    private const int GranuleCount = (int)StrideBytes / GranuleBytes;

    private readonly NativeHeap heap;
    private readonly Lock gate = new();
    private readonly SortedList<nuint, Chunk> chunks = [];
    private Chunk? recent;

    /// <summary>Makes an empty per-CPU heap.</summary>
    /// <param name="heap">Where its chunks come from.</param>
    /// <param name="cpuCount">Number of CPUs.</param>
    public PerCpuHeap(NativeHeap heap, int cpuCount)
    {
        this.heap = heap;
        CpuCount = cpuCount;
    }

    /// <summary>Number of CPUs.</summary>
    public int CpuCount { get; }

    /// <summary>A zeroed allocation, or null when there is no room (ENOMEM).</summary>
    /// <param name="bytes">Size of one CPU's copy, 1 to <see cref="StrideBytes"/>; aligned to 8.</param>
    public byte* TryAllocate(uint bytes)
    {
        int granules = (int)((bytes + GranuleBytes - 1) / GranuleBytes);
        byte* start = null;
        lock (gate)
        {
            if (recent is null || !recent.TryTake(granules, out start))
            {
                recent = null;
                foreach (Chunk chunk in chunks.Values)
                {
                    if (chunk.TryTake(granules, out start))
                    {
                        recent = chunk;
                        break;
                    }
                }
                recent ??= TryAddChunk();
                if (recent is null)
                    return null;
                if (start == null)
                    recent.TryTake(granules, out start);
            }
        }

        // SAFETY: the granules were just taken in every CPU's part of a live chunk and nobody else knows them yet.
        for (int cpu = 0; cpu < CpuCount; cpu++)
            new Span<byte>(start + (ulong)cpu * StrideBytes, granules * GranuleBytes).Clear();
        return start;
    }

    /// <summary>Gives an allocation back. No run may still be able to reach it.</summary>
    /// <param name="start">What <see cref="TryAllocate"/> returned; null is allowed.</param>
    /// <param name="bytes">The size that was asked for.</param>
    public void Free(void* start, uint bytes)
    {
        if (start == null)
            return;
        int granules = (int)((bytes + GranuleBytes - 1) / GranuleBytes);
        lock (gate)
        {
            Chunk chunk = FindChunk((nuint)start);
            chunk.Return((byte*)start, granules);
            if (chunk.IsEmpty)
            {
                chunks.Remove((nuint)chunk.Base);
                if (recent == chunk)
                    recent = null;
                heap.Free(chunk.Base);
            }
        }
    }

    private Chunk? TryAddChunk()
    {
        byte* memory = heap.TryAllocate((ulong)StrideBytes * (ulong)CpuCount, alignment: 64);
        if (memory == null)
            return null;
        Chunk chunk = new(memory);
        chunks.Add((nuint)memory, chunk);
        return chunk;
    }

    private Chunk FindChunk(nuint address)
    {
        IList<nuint> keys = chunks.Keys;
        int low = 0, high = keys.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (keys[middle] <= address)
                low = middle;
            else
                high = middle - 1;
        }
        return chunks.Values[low];
    }

    private sealed class Chunk(byte* memory)
    {
        private readonly ulong[] used = new ulong[GranuleCount / 64];
        private int usedCount;
        private int firstFree;

        public byte* Base => memory;

        public bool IsEmpty => usedCount == 0;

        public bool TryTake(int granules, out byte* start)
        {
            start = null;
            if (GranuleCount - usedCount < granules)
                return false;
            for (int i = firstFree; i + granules <= GranuleCount;)
            {
                int run = FreeRun(i, granules);
                if (run < granules)
                {
                    i = NextFree(i + run);
                    continue;
                }
                Mark(i, granules, taken: true);
                usedCount += granules;
                if (i == firstFree)
                    firstFree = NextFree(i + granules);
                start = memory + i * GranuleBytes;
                return true;
            }
            return false;
        }

        public void Return(byte* start, int granules)
        {
            int i = (int)((start - memory) / GranuleBytes);
            Mark(i, granules, taken: false);
            usedCount -= granules;
            firstFree = Math.Min(firstFree, i);
        }

        // Length of the free run at i, counted up to the number wanted.
        private int FreeRun(int i, int wanted)
        {
            int run = 0;
            while (run < wanted)
            {
                int at = i + run;
                ulong rest = used[at >> 6] >> (at & 63);
                int free = rest == 0 ? 64 - (at & 63) : BitOperations.TrailingZeroCount(rest);
                run += free;
                if (rest != 0)
                    break;
            }
            return Math.Min(run, wanted);
        }

        private int NextFree(int i)
        {
            while (i < GranuleCount)
            {
                ulong rest = ~used[i >> 6] >> (i & 63);
                if (rest != 0)
                    return i + BitOperations.TrailingZeroCount(rest);
                i = (i | 63) + 1;
            }
            return GranuleCount;
        }

        private void Mark(int i, int count, bool taken)
        {
            while (count > 0)
            {
                int bits = Math.Min(count, 64 - (i & 63));
                ulong mask = (bits == 64 ? ulong.MaxValue : (1UL << bits) - 1) << (i & 63);
                if (taken)
                    used[i >> 6] |= mask;
                else
                    used[i >> 6] &= ~mask;
                i += bits;
                count -= bits;
            }
        }
    }
}
