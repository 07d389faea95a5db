using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nbpf.Maglev;

/// <summary>
/// A lookup table after Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer" (NSDI 2016, §3.4):
/// every backend walks the slots in an order of its own, backends take turns, and each takes the next free slot of its walk.
/// Shares differ by one slot at most, and few slots change hands when a backend comes or goes.
/// </summary>
public sealed class MaglevTable
{
    private MaglevTable(ImmutableArray<uint> slots, int backendCount) => (Slots, BackendCount) = (slots, backendCount);

    /// <summary>The backend's id in each slot.</summary>
    public ImmutableArray<uint> Slots { get; }

    /// <summary>Number of slots: M.</summary>
    public int Size => Slots.Length;

    /// <summary>Number of backends: N.</summary>
    public int BackendCount { get; }

    /// <summary>The largest share over the mean share: 1 is even. 0 for a table without backends.</summary>
    public double MaxOverMean => BackendCount == 0 ? 0 : Math.Ceiling((double)Size / BackendCount) * BackendCount / Size;

    /// <summary>Builds the table. The order in which backends are given does not matter: turns go by address.</summary>
    /// <param name="backends">The backends, no address twice.</param>
    /// <param name="size">M: prime and at least the number of backends; 0 where there are none.</param>
    /// <exception cref="ArgumentException">An address stands twice, or the size is not as required.</exception>
    public static MaglevTable Build(ReadOnlySpan<Backend> backends, int size)
    {
        if (backends.IsEmpty)
            return size == 0 ? new([], 0) : throw new ArgumentException("a table without backends has size 0", nameof(size));
        if (size < backends.Length || !TableSize.IsPrime(size))
            throw new ArgumentException($"table size {size} is not a prime of at least {backends.Length}, the number of backends", nameof(size));

        Backend[] turns = backends.ToArray();
        Array.Sort(turns, static (left, right) => left.Address.CompareTo(right.Address));
        for (int i = 1; i < turns.Length; i++)
            if (turns[i].Address == turns[i - 1].Address)
                throw new ArgumentException($"backend address {turns[i].Address} is given twice", nameof(backends));

        uint[] slots = new uint[size];
        Fill(slots, turns);
        return new(ImmutableCollectionsMarshal.AsImmutableArray(slots), turns.Length);
    }

    // Only the position of each walk is kept, not the walks (N x M numbers). What is probed is a bitmap, which stays in
    // the first-level cache where the table would not; M log M probes are expected. Optimised at once: the first tables of
    // a process would be built by unoptimised code otherwise, 4 times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(uint[] slots, Backend[] turns)
    {
        uint size = (uint)slots.Length;
        Walk[] walks = new Walk[turns.Length];
        for (int i = 0; i < turns.Length; i++)
        {
            WireAddress address = turns[i].Address;
            walks[i] = new() { Position = BackendHash.Offset(address, slots.Length), Skip = BackendHash.Skip(address, slots.Length), Id = turns[i].Id };
        }

        ulong[] taken = new ulong[(size + 63) / 64];
        for (uint free = size; ;)
        {
            foreach (ref Walk walk in walks.AsSpan())
            {
                uint position = walk.Position, skip = walk.Skip;
                while ((taken[position >> 6] >> (int)position & 1) != 0)
                {
                    // position + skip modulo size, without a branch: below size the difference wraps to a large number.
                    position += skip;
                    position = Math.Min(position, position - size);
                }
                taken[position >> 6] |= 1UL << (int)position;
                slots[position] = walk.Id;
                position += skip;
                walk.Position = Math.Min(position, position - size);
                if (--free == 0) return;
            }
        }
    }

    private struct Walk
    {
        public uint Position;
        public uint Skip;
        public uint Id;
    }
}
