using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// What programs call on hash maps. Lookups touch native memory only and take no lock: they may meet elements that leave or enter the
/// bucket meanwhile, and start over when an element that was moved to another bucket led them there (its end names the bucket), or may have passed them by.
/// </summary>
internal static unsafe class HashFunctions
{
    /// <summary>__htab_map_lookup_elem(map, key): the element, not its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Find(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved that r1 is a hash's header and r2 points at a whole key. Elements in a bucket, and those that left it
        // during this run, stay elements of this map for the run's grace period.
        MapHeader* header = (MapHeader*)map;
        Interleaved.Touch(header);
        switch (header->KeySize)
        {
            case 8:
                return (ulong)Find8(header, *(ulong*)key);
            case 4:
                return (ulong)Find4(header, *(uint*)key);
            case 16:
                return (ulong)FindHashed(header, (byte*)key, KeyHash.Of16((byte*)key, header->Seed));
            case 40:
                return (ulong)FindHashed(header, (byte*)key, KeyHash.Of40((byte*)key, header->Seed));
            default:
                RunStops.BeforeWork(run, header->KeySize);
                return (ulong)FindHashed(header, (byte*)key, KeyHash.Of((byte*)key, header->KeySize, header->Seed));
        }
    }

    /// <summary>htab_map_lookup_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Lookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        ulong element = Find(run, map, key, r3, r4, r5);
        return element == 0 ? 0 : element + ValueOffset((MapHeader*)map);
    }

    /// <summary>htab_lru_map_lookup_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong LruLookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        HashElement* element = (HashElement*)Find(run, map, key, r3, r4, r5);
        if (element == null)
            return 0;
        if (element->Referenced == 0)
            element->Referenced = 1;
        return (ulong)element + ValueOffset((MapHeader*)map);
    }

    /// <summary>htab_percpu_map_lookup_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong PerCpuLookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        ulong element = Find(run, map, key, r3, r4, r5);
        return element == 0 ? 0 : *(ulong*)(element + ValueOffset((MapHeader*)map)) + run->PerCpuOffset;
    }

    /// <summary>htab_percpu_map_lookup_percpu_elem(map, key, cpu)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong PerCpuLookupOn(RunFrame* run, ulong map, ulong key, ulong cpu, ulong r4, ulong r5)
    {
        MapHeader* header = (MapHeader*)map;
        if ((uint)cpu >= header->CpuCount)
            return 0;
        ulong element = Find(run, map, key, 0, r4, r5);
        return element == 0 ? 0 : *(ulong*)(element + ValueOffset(header)) + (uint)cpu * (ulong)Memory.PerCpuHeap.StrideBytes;
    }

    /// <summary>htab_of_map_lookup_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong OfMapsLookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        ulong element = Find(run, map, key, r3, r4, r5);
        return element == 0 ? 0 : *(ulong*)(element + ValueOffset((MapHeader*)map));
    }

    /// <summary>htab_map_update_elem, htab_percpu_map_update_elem, htab_lru_map_update_elem(map, key, value, flags)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Update(RunFrame* run, ulong map, ulong key, ulong value, ulong flags, ulong r5)
    {
        RunStops.BeforeWork(run, (ulong)((MapHeader*)map)->KeySize + ((MapHeader*)map)->ValueSize);
        HashFamilyMap owner = Unsafe.As<HashFamilyMap>(KernelMap.Of((MapHeader*)map));
        return ArrayFunctions.Failure(owner.UpdateFromProgram((byte*)key, (byte*)value, flags, run->Cpu));
    }

    /// <summary>htab_map_delete_elem, htab_lru_map_delete_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Delete(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        RunStops.BeforeWork(run, ((MapHeader*)map)->KeySize);
        HashFamilyMap owner = Unsafe.As<HashFamilyMap>(KernelMap.Of((MapHeader*)map));
        return ArrayFunctions.Failure(owner.Delete((byte*)key));
    }

    /// <summary>Bytes from an element to its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ValueOffset(MapHeader* header) => HashElement.SizeBytes + ((header->KeySize + 7UL) & ~7UL);

    /// <summary>The odd number that ends a bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint EndOf(uint bucket) => (nint)(((ulong)bucket << 1) | 1);

    // The walks read the bucket by an acquire; what an element holds, its neighbour's address too, is read through the address that led to it, and a
    // read that depends on another's result comes after it on every processor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(nint node)
    {
        Interleaved.At(YieldPoint.ElementWalked);
        Interleaved.Touch((byte*)node + HashElement.SizeBytes);
    }

    // An element may have been passed by that went to a bucket's front while its predecessor, further on, left: then the number of moves after the walk is another
    // than before. The first walk needs none to begin with: most maps have had no moves at all. The barrier: the number is not read before the walk is done.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long MovesAfterWalk(MapHeader* header)
    {
        Volatile.ReadBarrier();
        return Volatile.Read(ref header->Moves);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Find8(MapHeader* header, ulong key)
    {
        uint bucket = (uint)KeyHash.Of8(key, header->Seed) & header->IndexMask;
        long moves = 0;
        while (true)
        {
            nint node = Volatile.Read(ref ((nint*)header->Storage)[bucket]);
            if (node == 0)
                return 0;
            while ((node & 1) == 0)
            {
                Pass(node);
                if (*(ulong*)(node + HashElement.SizeBytes) == key)
                    return node;
                node = *(nint*)node;
            }
            if (node != EndOf(bucket))
                continue;
            long before = moves;
            moves = MovesAfterWalk(header);
            if (moves == before)
                return 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Find4(MapHeader* header, uint key)
    {
        uint bucket = (uint)KeyHash.Of4(key, header->Seed) & header->IndexMask;
        long moves = 0;
        while (true)
        {
            nint node = Volatile.Read(ref ((nint*)header->Storage)[bucket]);
            if (node == 0)
                return 0;
            while ((node & 1) == 0)
            {
                Pass(node);
                if (*(uint*)(node + HashElement.SizeBytes) == key)
                    return node;
                node = *(nint*)node;
            }
            if (node != EndOf(bucket))
                continue;
            long before = moves;
            moves = MovesAfterWalk(header);
            if (moves == before)
                return 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint FindHashed(MapHeader* header, byte* key, ulong hash)
    {
        uint bucket = (uint)hash & header->IndexMask;
        uint size = header->KeySize;
        long moves = 0;
        while (true)
        {
            nint node = Volatile.Read(ref ((nint*)header->Storage)[bucket]);
            if (node == 0)
                return 0;
            while ((node & 1) == 0)
            {
                Pass(node);
                if (((HashElement*)node)->Hash == (uint)hash && KeyHash.AreEqual((byte*)node + HashElement.SizeBytes, key, size))
                    return node;
                node = *(nint*)node;
            }
            if (node != EndOf(bucket))
                continue;
            long before = moves;
            moves = MovesAfterWalk(header);
            if (moves == before)
                return 0;
        }
    }
}
