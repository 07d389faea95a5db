using Nbpf.Runtime.Memory;
using Xunit;

namespace Nbpf.Runtime.Tests.Memory;

/// <summary>Per-CPU memory taken and given back by threads at once: nobody gets what another has, and nothing is left.</summary>
public sealed unsafe class PerCpuHeapThreadTests
{
    private const int Cpus = 2;
    private const int Threads = 4;
    private const int Rounds = 20_000;
    private const int Held = 6;

    /// <summary>Small ones share chunks, big ones have a chunk by themselves, which goes and comes with each.</summary>
    [Theory]
    [InlineData(8, 64)]
    [InlineData(20_000, 32_768)]
    [InlineData(8, 32_768)]
    public void TryAllocateAndFree_ByThreadsAtOnce_GiveDisjointZeroedMemory(int smallest, int largest)
    {
        using NativeHeap native = new(1UL << 30);
        PerCpuHeap heap = new(native, Cpus);
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread =>
        {
            Random random = new(thread);
            (nint Start, int Size)[] held = new (nint, int)[Held];
            for (int round = 0; round < Rounds; round++)
            {
                ref (nint Start, int Size) one = ref held[random.Next(Held)];
                if (one.Start != 0)
                    Give(one, thread);
                one = random.Next(3) == 0 ? default : Take(random.Next(smallest, largest), thread);
            }

            foreach ((nint Start, int Size) one in held)
            {
                if (one.Start != 0)
                    Give(one, thread);
            }
        });
        Assert.Equal(0UL, native.UsedBytes);

        (nint Start, int Size) Take(int size, int thread)
        {
            byte* start = heap.TryAllocate((uint)size);
            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                byte* copy = start + (cpu * PerCpuHeap.StrideBytes);
                Assert.Equal((0, 0), (copy[0], copy[size - 1]));
                copy[0] = copy[size - 1] = (byte)(thread + 1);
            }

            return ((nint)start, size);
        }

        void Give((nint Start, int Size) one, int thread)
        {
            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                byte* copy = (byte*)one.Start + (cpu * PerCpuHeap.StrideBytes);
                Assert.Equal((thread + 1, thread + 1), (copy[0], copy[one.Size - 1]));
            }

            heap.Free((void*)one.Start, (uint)one.Size);
        }
    }
}
