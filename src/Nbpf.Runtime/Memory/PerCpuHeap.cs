using Nbpf.Runtime.Interleaving;

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
    private readonly Dictionary<nuint, PerCpuChunk> chunks = [];
    private readonly ChunkBins bins = new(GranuleCount);

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
        int granules = GranulesOf(bytes);
        lock (gate)
        {
            // A chunk is filed by an upper bound of its longest free run, which a try in vain makes exact: as many such tries as allocations, at most.
            while (bins.Find(granules) is { } chunk)
            {
                if (TryTake(chunk, granules, out byte* start))
                    return start;
            }
            return TryAddChunk() is { } added && TryTake(added, granules, out byte* first) ? first : null;
        }
    }

    /// <summary>Gives an allocation back. No run may still be able to reach it.</summary>
    /// <param name="start">What <see cref="TryAllocate"/> returned; null is allowed.</param>
    /// <param name="bytes">The size that was asked for.</param>
    public void Free(void* start, uint bytes)
    {
        if (start == null)
            return;
        int granules = GranulesOf(bytes);
        if (TryFreeWithChunk((byte*)start, granules))
            return;

        // SAFETY: the granules were taken in every CPU's part of a live chunk and nobody knows them any more. Free memory is zero, so that new chunks need not be touched.
        for (int cpu = 0; cpu < CpuCount; cpu++)
        {
            byte* copy = (byte*)start + (ulong)cpu * StrideBytes;
            new Span<byte>(copy, granules * GranuleBytes).Clear();
            Interleaved.Free(copy, (ulong)granules * GranuleBytes);
        }
        lock (gate)
            Return(FindChunk((nuint)start), (byte*)start, granules);
    }

    // The last allocation of a chunk goes with it, and need not be cleared.
    private bool TryFreeWithChunk(byte* start, int granules)
    {
        lock (gate)
        {
            PerCpuChunk chunk = FindChunk((nuint)start);
            if (chunk.UsedCount != granules)
                return false;
            Return(chunk, start, granules);
            return true;
        }
    }

    private void Return(PerCpuChunk chunk, byte* start, int granules)
    {
        bins.Remove(chunk);
        chunk.Return((int)((start - chunk.Base) / GranuleBytes), granules);
        if (chunk.UsedCount != 0)
        {
            bins.Add(chunk);
            return;
        }
        chunks.Remove(WindowOf((nuint)chunk.Base));
        heap.Free(chunk.Base);
    }

    private static int GranulesOf(uint bytes) => (int)((bytes + GranuleBytes - 1) / GranuleBytes);

    private static nuint WindowOf(nuint address) => address / StrideBytes;

    private bool TryTake(PerCpuChunk chunk, int granules, out byte* start)
    {
        bins.Remove(chunk);
        bool taken = chunk.TryTake(granules, out int index);
        bins.Add(chunk);
        start = taken ? chunk.Base + index * GranuleBytes : null;
        for (int cpu = 0; taken && cpu < CpuCount; cpu++)
            Interleaved.Allocate(start + (ulong)cpu * StrideBytes, (ulong)granules * GranuleBytes);
        return taken;
    }

    private PerCpuChunk? TryAddChunk()
    {
        byte* memory = heap.TryAllocate((ulong)StrideBytes * (ulong)CpuCount, alignment: 64);
        if (memory == null)
            return null;
        PerCpuChunk chunk = new(memory, GranuleCount);
        chunks.Add(WindowOf((nuint)memory), chunk);
        bins.Add(chunk);
        return chunk;
    }

    // CPU 0's part, where addresses of allocations lie, is as long as a window: one chunk at most begins in each, and a part lies in its own and the next.
    private PerCpuChunk FindChunk(nuint address)
    {
        nuint window = WindowOf(address);
        return chunks.TryGetValue(window, out PerCpuChunk? chunk) && (nuint)chunk.Base <= address ? chunk : chunks[window - 1];
    }
}
