using System.Numerics;

namespace Nbpf.Runtime.Memory;

/// <summary>Chunks by their <see cref="PerCpuChunk.LongestFree"/>; finds one for a run of any length by looking at a few words.</summary>
/// <param name="granuleCount">Granules of a chunk.</param>
internal sealed class ChunkBins(int granuleCount)
{
    private readonly PerCpuChunk?[] bins = new PerCpuChunk?[granuleCount + 1];
    private readonly ulong[] occupied = new ulong[granuleCount / 64 + 1];

    /// <summary>Files a chunk; its longest run may not change while it is filed.</summary>
    public void Add(PerCpuChunk chunk)
    {
        ref PerCpuChunk? first = ref bins[chunk.LongestFree];
        chunk.Previous = null;
        chunk.Next = first;
        if (first is not null)
            first.Previous = chunk;
        first = chunk;
        occupied[chunk.LongestFree >> 6] |= 1UL << (chunk.LongestFree & 63);
    }

    /// <summary>Takes a filed chunk out.</summary>
    public void Remove(PerCpuChunk chunk)
    {
        if (chunk.Previous is not null)
            chunk.Previous.Next = chunk.Next;
        else
            bins[chunk.LongestFree] = chunk.Next;
        if (chunk.Next is not null)
            chunk.Next.Previous = chunk.Previous;
        if (bins[chunk.LongestFree] is null)
            occupied[chunk.LongestFree >> 6] &= ~(1UL << (chunk.LongestFree & 63));
    }

    /// <summary>The chunk that may have a free run of a length, and whose longest one is the shortest; null when none has.</summary>
    /// <param name="granules">The length, at least 1.</param>
    public PerCpuChunk? Find(int granules)
    {
        ulong rest = ~0UL << (granules & 63);
        for (int word = granules >> 6; word < occupied.Length; word++, rest = ~0UL)
        {
            ulong found = occupied[word] & rest;
            if (found != 0)
                return bins[word * 64 + BitOperations.TrailingZeroCount(found)];
        }
        return null;
    }
}
