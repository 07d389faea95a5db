using CsCheck;
using Nbpf.Runtime.Memory;
using Xunit;

namespace Nbpf.Runtime.Tests.Memory;

public sealed unsafe class NativeMemoryTests
{
    [Fact]
    public void TryAllocate_PastTheLimit_IsNullUntilSomethingIsFreed()
    {
        using NativeHeap heap = new(1000);
        byte* first = heap.TryAllocate(600);
        Assert.True(first != null);
        Assert.True(heap.TryAllocate(401) == null);
        Assert.True(heap.TryAllocate(ulong.MaxValue) == null);
        Assert.Equal(600UL, heap.UsedBytes);
        heap.Free(first);
        byte* second = heap.TryAllocate(1000);
        Assert.True(second != null);
        heap.Free(second);
        Assert.Equal(0UL, heap.UsedBytes);
    }

    [Fact]
    public void TryFindBlock_AnyAddress_FindsExactlyTheLiveBlocks()
    {
        Gen.Int[1, 3000].Array[1, 40].Sample(
            sizes =>
            {
                using NativeHeap heap = new(1 << 20);
                byte*[] blocks = new byte*[sizes.Length];
                for (int i = 0; i < sizes.Length; i++)
                    blocks[i] = heap.TryAllocate((ulong)sizes[i], i % 2 == 0 ? 8u : 64u);
                heap.Free(blocks[0]);
                for (int i = 0; i < sizes.Length; i++)
                {
                    Assert.Equal(0UL, (ulong)blocks[i] % (i % 2 == 0 ? 8u : 64u));
                    foreach (int offset in (int[])[0, sizes[i] / 2, sizes[i] - 1])
                    {
                        bool found = heap.TryFindBlock((ulong)blocks[i] + (ulong)offset, out ulong start, out ulong length);
                        Assert.Equal(i != 0, found);
                        if (found)
                            Assert.Equal(((ulong)blocks[i], (ulong)sizes[i]), (start, length));
                    }
                    if (i != 0 && heap.TryFindBlock((ulong)blocks[i] + (ulong)sizes[i], out ulong next, out _))
                        Assert.Equal((ulong)blocks[i] + (ulong)sizes[i], next);
                }
            },
            iter: 100);
    }

    [Fact]
    public void TryFindBlock_BetweenChanges_KnowsOfAll()
    {
        using NativeHeap heap = new(1 << 20);
        byte* first = heap.TryAllocate(64), second = heap.TryAllocate(64);
        Assert.True(heap.TryFindBlock((ulong)first, out _, out _));
        heap.Free(first);
        Assert.False(heap.TryFindBlock((ulong)first + 63, out _, out _));
        Assert.True(heap.TryFindBlock((ulong)second, out _, out _));
        byte* third = heap.TryAllocate(100);
        Assert.True(heap.TryFindBlock((ulong)third + 99, out ulong start, out ulong length));
        Assert.Equal(((ulong)third, 100UL), (start, length));
    }

    /// <summary>Allocations that leave a useless rest in each chunk, between smaller ones: no chunk is asked in vain again and again.</summary>
    [Fact]
    public void PerCpuHeap_BigAllocations_ArePackedAndFoundInFewSteps()
    {
        using NativeHeap native = new(1UL << 40);
        PerCpuHeap heap = new(native, 1);
        nint[] big = new nint[20_000], small = new nint[20_000];
        for (int i = 0; i < big.Length; i++)
        {
            big[i] = (nint)heap.TryAllocate(20_000);
            small[i] = (nint)heap.TryAllocate(6_000);
        }
        Assert.Equal((ulong)big.Length * PerCpuHeap.StrideBytes, native.UsedBytes);
        for (int i = 0; i < big.Length; i += 2)
            heap.Free((void*)big[i], 20_000);
        for (int i = 0; i < big.Length; i += 2)
            big[i] = (nint)heap.TryAllocate(19_990);
        Assert.Equal((ulong)big.Length * PerCpuHeap.StrideBytes, native.UsedBytes);
        Assert.Equal(big.Length, big.Distinct().Count());
        for (int i = 0; i < big.Length; i++)
        {
            heap.Free((void*)big[i], i % 2 == 0 ? 19_990u : 20_000u);
            heap.Free((void*)small[i], 6_000);
        }
        Assert.Equal(0UL, native.UsedBytes);
    }

    [Fact]
    public void Free_InAHeapThatKeepsFreedBlocks_PoisonsAndKeepsThemWithinItsBound()
    {
        const int size = 1000;
        using NativeHeap heap = new(1 << 20, quarantineBytes: 3 * size);
        byte*[] blocks = new byte*[5];
        for (int i = 0; i < blocks.Length; i++)
            blocks[i] = heap.TryAllocate(size);
        nint[] addresses = [(nint)blocks[0], (nint)blocks[1], (nint)blocks[2], (nint)blocks[3], (nint)blocks[4]];
        byte* large = heap.TryAllocate(3 * size + 1);
        for (int i = 0; i < blocks.Length; i++)
        {
            heap.Free(blocks[i]);
            Assert.Equal((ulong)i + 1, heap.FreeCount);
            Assert.Equal(-1, new Span<byte>(blocks[i], size).IndexOfAnyExcept(NativeHeap.Poison));
        }

        // The newest three stay; what is larger than all that may stay goes at once. Nothing of it counts as used.
        heap.Free(large);
        Assert.Equal([false, false, true, true, true], Array.ConvertAll(addresses, address => heap.IsFreed((ulong)address + size - 1)));
        Assert.False(heap.IsFreed((ulong)blocks[4] + size));
        Assert.False(heap.IsFreed((ulong)large));
        Assert.Equal(0UL, heap.UsedBytes);
        byte* again = heap.TryAllocate(size);
        Assert.DoesNotContain((nint)again, addresses[2..]);
        Assert.Equal(-1, new Span<byte>(again, size).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void PerCpuHeap_AnySequence_GivesZeroedDisjointCopies()
    {
        Gen.Select(Gen.Int[1, 5000], Gen.Bool).Array[1, 120].Sample(
            steps =>
            {
                using NativeHeap native = new(1UL << 30);
                PerCpuHeap heap = new(native, 3);
                List<(nint Start, uint Size, byte Mark)> live = [];
                byte mark = 0;
                foreach ((int size, bool free) in steps)
                {
                    if (free && live.Count > 0)
                    {
                        int victim = size % live.Count;
                        Check(live[victim]);
                        heap.Free((void*)live[victim].Start, live[victim].Size);
                        live.RemoveAt(victim);
                        continue;
                    }
                    byte* start = heap.TryAllocate((uint)size);
                    mark = (byte)(mark % 255 + 1);
                    for (int cpu = 0; cpu < 3; cpu++)
                    {
                        Span<byte> copy = new(start + cpu * PerCpuHeap.StrideBytes, size);
                        Assert.Equal(-1, copy.IndexOfAnyExcept((byte)0));
                        copy.Fill((byte)(mark + cpu));
                    }
                    live.Add(((nint)start, (uint)size, mark));
                }
                foreach ((nint Start, uint Size, byte Mark) left in live)
                {
                    Check(left);
                    heap.Free((void*)left.Start, left.Size);
                }
                Assert.Equal(0UL, native.UsedBytes);
            },
            iter: 200);

        static void Check((nint Start, uint Size, byte Mark) allocation)
        {
            for (int cpu = 0; cpu < 3; cpu++)
                Assert.Equal(-1, new Span<byte>((byte*)allocation.Start + cpu * PerCpuHeap.StrideBytes, (int)allocation.Size).IndexOfAnyExcept((byte)(allocation.Mark + cpu)));
        }
    }
}
