using System.Numerics;

namespace Nbpf.Runtime.Memory;

/// <summary>A chunk of per-CPU memory: a bitmap of the granules in use, and how many neighbouring ones are free at most.</summary>
internal sealed unsafe class PerCpuChunk
{
    private readonly int granuleCount;
    private readonly ulong[] used;
    private int firstFree;

    /// <summary>Makes a chunk of which nothing is in use.</summary>
    /// <param name="memory">CPU 0's part.</param>
    /// <param name="granuleCount">Granules in one CPU's part, a multiple of 64.</param>
    public PerCpuChunk(byte* memory, int granuleCount)
    {
        Base = memory;
        this.granuleCount = granuleCount;
        used = new ulong[granuleCount / 64];
        LongestFree = granuleCount;
    }

    /// <summary>CPU 0's part.</summary>
    public byte* Base { get; }

    /// <summary>Granules in use.</summary>
    public int UsedCount { get; private set; }

    /// <summary>No free run is longer. Some may be as long: exact after a try in vain, and after a return.</summary>
    public int LongestFree { get; private set; }

    /// <summary>The neighbours in the chunk's bin.</summary>
    public PerCpuChunk? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public PerCpuChunk? Next { get; set; }

    /// <summary>Takes neighbouring granules, the lowest that there are.</summary>
    /// <param name="granules">How many.</param>
    /// <param name="index">Receives the first one's number.</param>
    public bool TryTake(int granules, out int index)
    {
        int longest = 0;
        for (int i = firstFree; i < granuleCount;)
        {
            int run = FreeRun(i);
            if (run >= granules)
            {
                Mark(i, granules, taken: true);
                UsedCount += granules;
                if (i == firstFree)
                    firstFree = NextFree(i + granules);
                if (UsedCount == granuleCount)
                    LongestFree = 0;
                index = i;
                return true;
            }
            longest = Math.Max(longest, run);
            i = NextFree(i + run);
        }
        LongestFree = longest;
        index = -1;
        return false;
    }

    /// <summary>Gives granules back.</summary>
    /// <param name="index">The first one's number.</param>
    /// <param name="granules">How many.</param>
    public void Return(int index, int granules)
    {
        Mark(index, granules, taken: false);
        UsedCount -= granules;
        firstFree = Math.Min(firstFree, index);
        int start = index - FreeBefore(index);
        LongestFree = Math.Max(LongestFree, FreeRun(start));
    }

    // Length of the free run that begins at i.
    private int FreeRun(int i)
    {
        int end = i;
        while (end < granuleCount)
        {
            ulong rest = used[end >> 6] >> (end & 63);
            if (rest != 0)
                return end + BitOperations.TrailingZeroCount(rest) - i;
            end = (end | 63) + 1;
        }
        return granuleCount - i;
    }

    // Length of the free run that ends before i.
    private int FreeBefore(int i)
    {
        int start = i;
        while (start > 0)
        {
            int last = start - 1;
            ulong before = used[last >> 6] << (63 - (last & 63));
            if (before != 0)
                return i - (start - BitOperations.LeadingZeroCount(before));
            start = last & ~63;
        }
        return i;
    }

    private int NextFree(int i)
    {
        while (i < granuleCount)
        {
            ulong rest = ~used[i >> 6] >> (i & 63);
            if (rest != 0)
                return i + BitOperations.TrailingZeroCount(rest);
            i = (i | 63) + 1;
        }
        return granuleCount;
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
