using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// Elements that are allocated as they are needed, in chunks of about an eighth of what the map holds, and freed with their chunk
/// when its last element has gone (BPF_F_NO_PREALLOC). An element is free only after its grace period.
/// </summary>
internal sealed unsafe class GrowingElements(MapEnvironment environment, ElementLayout layout) : ElementStore, IReclaimable
{
    private const uint LargestChunkBytes = 32 * 1024;
    private const uint SmallestChunkCount = 2;

    private readonly Lock gate = new();
    private readonly List<Chunk?> chunks = [];
    private readonly Stack<int> freeNumbers = new();
    private readonly Stack<Chunk> withFree = new();
    private uint liveCount;
    private ulong chunkBytes;

    /// <inheritdoc/>
    public override ulong MemoryBytes
    {
        get
        {
            lock (gate)
                return chunkBytes + (layout.IsPerCpu ? liveCount * (ulong)layout.PaddedValueSize * (ulong)environment.CpuCount : 0);
        }
    }

    /// <inheritdoc/>
    public override bool IsPreallocated => false;

    /// <summary>All are rested: an element is free only after its grace period.</summary>
    public override HashElement* TryTake(out bool isRested)
    {
        isRested = true;
        byte* value = null;
        if (layout.IsPerCpu)
        {
            value = environment.PerCpu.TryAllocate(layout.PaddedValueSize);
            if (value == null)
                return null;
        }
        HashElement* taken;
        lock (gate)
        {
            Chunk? chunk = ChunkWithFree() ?? TryGrow();
            taken = chunk is null ? null : chunk.Free;
            if (taken != null)
            {
                chunk!.Free = taken->FreeNext;
                chunk.Used++;
                liveCount++;
                Interleaved.Allocate(HashElement.Key(taken), layout.ElementSize - HashElement.SizeBytes);
            }
        }
        if (layout.IsPerCpu)
        {
            if (taken == null)
                environment.PerCpu.Free(value, layout.PaddedValueSize);
            else
                *(byte**)((byte*)taken + layout.ValueOffset) = value;
        }
        return taken;
    }

    /// <inheritdoc/>
    public override void Return(HashElement* element) => environment.GracePeriods.Retire(this, (nint)element);

    /// <inheritdoc/>
    public override void Release()
    {
        // The map goes after all its retired elements (GracePeriods.RetireOwner), so none is on its way here. Those still in buckets go with their chunks.
        foreach (Chunk? chunk in chunks)
        {
            if (chunk is not null)
                environment.Heap.Free(chunk.Memory);
        }
        chunks.Clear();
    }

    /// <summary>Frees the per-CPU value of an element that is still linked when the map goes.</summary>
    public void ReleaseValue(HashElement* element)
    {
        Interleaved.Touch(HashElement.Key(element));
        if (layout.IsPerCpu)
            environment.PerCpu.Free(*(byte**)((byte*)element + layout.ValueOffset), layout.PaddedValueSize);
    }

    void IReclaimable.Reclaim(nint item) => Free((HashElement*)item);

    private void Free(HashElement* element)
    {
        // SAFETY: the element was taken from this store and nobody can reach it any more; its chunk lives while it is in use.
        ReleaseValue(element);
        Interleaved.Free(HashElement.Key(element), layout.ElementSize - HashElement.SizeBytes);
        lock (gate)
        {
            Chunk chunk = chunks[element->Chunk]!; // a chunk in use is listed
            element->FreeNext = chunk.Free;
            chunk.Free = element;
            liveCount--;
            if (--chunk.Used == 0)
                Drop(chunk);
            else if (!chunk.IsListed)
                List(chunk);
        }
    }

    private Chunk? ChunkWithFree()
    {
        while (withFree.TryPeek(out Chunk? chunk))
        {
            if (chunk.Free != null)
                return chunk;
            chunk.IsListed = false;
            withFree.Pop();
        }
        return null;
    }

    private Chunk? TryGrow()
    {
        // Where freed memory is watched, every element is a block of its own.
        uint count = environment.Heap.KeepsFreed ? 1 : Math.Clamp(liveCount / 8, SmallestChunkCount, Math.Max(SmallestChunkCount, LargestChunkBytes / layout.ElementSize));
        byte* memory = environment.Heap.TryAllocate(count * (ulong)layout.ElementSize);
        if (memory == null)
            return null;
        if (!freeNumbers.TryPop(out int number))
        {
            number = chunks.Count;
            chunks.Add(null);
        }
        Chunk chunk = new(memory, number, count * (ulong)layout.ElementSize);
        for (uint i = count; i-- > 0;)
        {
            // SAFETY: the element lies inside the new block, which nobody else knows yet.
            HashElement* element = (HashElement*)(memory + i * (ulong)layout.ElementSize);
            element->Chunk = number;
            element->FreeNext = chunk.Free;
            chunk.Free = element;
        }
        chunks[number] = chunk;
        chunkBytes += chunk.Bytes;
        List(chunk);
        return chunk;
    }

    private void List(Chunk chunk)
    {
        chunk.IsListed = true;
        withFree.Push(chunk);
    }

    private void Drop(Chunk chunk)
    {
        chunk.Free = null;
        chunks[chunk.Number] = null;
        freeNumbers.Push(chunk.Number);
        chunkBytes -= chunk.Bytes;
        environment.Heap.Free(chunk.Memory);
    }

    private sealed class Chunk(byte* memory, int number, ulong bytes)
    {
        public byte* Memory => memory;

        public int Number => number;

        public ulong Bytes => bytes;

        public HashElement* Free { get; set; }

        public int Used { get; set; }

        public bool IsListed { get; set; }
    }
}
