using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>Keys that are replaced all the time: none is ever missing, nothing is lost, nothing freed is read, and who must wait for runs does.</summary>
public sealed unsafe class ReplacementTests
{
    private const uint KeyCount = 12;

    /// <summary>Few buckets, so that elements pass each other, and few spare elements. An LRU hash has room enough to evict none.</summary>
    [Theory]
    [InlineData(MapType.Hash, MapFlags.None)]
    [InlineData(MapType.Hash, MapFlags.NoPreallocate)]
    [InlineData(MapType.LruHash, MapFlags.None)]
    public void Lookup_KeyUnderConstantReplacement_IsNeverMissing(MapType type, MapFlags flags)
    {
        using Kernel kernel = new(cpus: 3);
        int fd = kernel.Map(type, 4, 8, type == MapType.LruHash ? KeyCount + 4 : KeyCount, flags | MapFlags.ZeroSeed);
        for (uint key = 0; key < KeyCount; key++)
            Assert.Equal(Errno.None, kernel.Update(fd, key, (ulong)key << 32).Errno);
        kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _);
        Together(writers: 2, readers: 3, 60_000, (worker, round) =>
        {
            uint key = (uint)(round + worker) % KeyCount;
            if (worker < 2)
                Assert.Equal(Errno.None, kernel.Update(fd, key, ((ulong)key << 32) | (uint)round).Errno);
            else if (worker == 2)
                Assert.Equal((Errno.None, key), (kernel.Lookup(fd, key, out ulong value).Errno, (uint)(value >> 32)));
            else
                Assert.NotEqual(0UL, FindByRun(kernel, map!, key));
        });
    }

    [Theory]
    [InlineData(MapType.ArrayOfMaps)]
    [InlineData(MapType.HashOfMaps)]
    public void Lookup_InnerMapUnderConstantReplacement_IsNeverMissing(MapType type)
    {
        using Kernel kernel = new(cpus: 2);
        int[] inner = [kernel.Map(MapType.Array), kernel.Map(MapType.Array)];
        uint[] ids = [kernel.Id(inner[0]), kernel.Id(inner[1])];
        int outer = kernel.Map(type, 4, 4, 1, inner: inner[0]);
        Assert.Equal(Errno.None, kernel.Update(outer, 0, inner[0]).Errno);
        Together(writers: 2, readers: 1, 3_000, (worker, round) =>
        {
            if (worker < 2)
                Assert.Equal(Errno.None, kernel.Update(outer, 0, inner[(round + worker) % 2]).Errno);
            else
                Assert.Equal((Errno.None, true), (kernel.Lookup(outer, 0, out uint id).Errno, ids.Contains(id)));
        });
    }

    /// <summary>Runs own their CPU: an increment that is no atomic one loses nothing, also with more threads than CPUs.</summary>
    [Fact]
    public void Increment_OfPerCpuValuesByMoreThreadsThanCpus_LosesNothing()
    {
        const int threads = 9, rounds = 20_000;
        using Kernel kernel = new(cpus: 2);
        int fd = kernel.Map(MapType.PerCpuArray, 4, 8, 1);
        kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _);
        Together(writers: threads, readers: 0, rounds, (_, _) =>
        {
            uint key = 0;
            using CpuLease lease = kernel.Bpf.Services.Cpus.Rent();
            RunFrame run = new() { Cpu = (uint)lease.Cpu, PerCpuOffset = lease.PerCpuOffset };
            ulong* value = (ulong*)PerCpuArrayFunctions.Lookup(&run, (ulong)map!.Header, (ulong)&key, 0, 0, 0);
            *value += 1;
        });
        byte[] counts = new byte[16];
        Assert.Equal(Errno.None, kernel.Bpf.MapLookupElem(fd, new byte[4], counts).Errno);
        Assert.Equal((ulong)threads * rounds, BitConverter.ToUInt64(counts) + BitConverter.ToUInt64(counts, 8));
    }

    /// <summary>What is put in is taken out once: by looking up and deleting in one step, with more threads than CPUs.</summary>
    [Theory]
    [InlineData(MapType.Hash, MapFlags.None)]
    [InlineData(MapType.Hash, MapFlags.NoPreallocate)]
    public void LookupAndDelete_ByManyThreads_TakesEachElementOnce(MapType type, MapFlags flags)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(type, 4, 8, 8, flags);
        long added = 0, taken = 0;
        Together(writers: 6, readers: 0, 10_000, (worker, round) =>
        {
            byte[] key = Kernel.Bytes((uint)round % 8), value = new byte[8];
            if (worker % 2 == 0)
            {
                if (kernel.Bpf.MapUpdateElem(fd, key, Kernel.Bytes(1UL), Uapi.Constants.BPF_NOEXIST).Errno == Errno.None)
                    Interlocked.Increment(ref added);
            }
            else if (kernel.Bpf.MapLookupAndDeleteElem(fd, key, value).Errno == Errno.None)
            {
                Interlocked.Add(ref taken, (long)BitConverter.ToUInt64(value));
            }
        });
        for (uint key = 0; key < 8; key++)
            taken += kernel.Delete(fd, key).Errno == Errno.None ? 1 : 0;
        Assert.Equal(added, taken);
    }

    /// <summary>The allocator gives blocks of this size back to the system when they are freed: a late read would end the process.</summary>
    [Theory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.HashOfMaps)]
    public void Lookup_AmongFreesOfBigValues_ReadsWholeOnes(MapType type)
    {
        const int bytes = 600_000;
        using Kernel kernel = new();
        bool isOuter = type == MapType.HashOfMaps;
        int template = kernel.Map(MapType.Array, 4, bytes, 1);
        int fd = isOuter ? kernel.Map(type, 4, 4, 2, MapFlags.NoPreallocate, template) : kernel.Map(type, 4, bytes, 2, MapFlags.NoPreallocate);
        kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _);
        Together(writers: 2, readers: 2, 300, (worker, round) =>
        {
            byte[] key = new byte[4], value = new byte[bytes];
            if (worker == 0 && isOuter)
            {
                int inner = kernel.Map(MapType.Array, 4, bytes, 1);
                value.AsSpan().Fill((byte)round);
                Assert.Equal(Errno.None, kernel.Bpf.MapUpdateElem(inner, key, value).Errno);
                Assert.Equal(Errno.None, kernel.Update(fd, 0, inner).Errno);
                kernel.Bpf.Close(inner);
            }
            else if (worker == 0)
            {
                value.AsSpan().Fill((byte)round);
                Assert.Equal(Errno.None, kernel.Bpf.MapUpdateElem(fd, key, value).Errno);
            }
            else if (worker == 1)
            {
                kernel.Bpf.MapDeleteElem(fd, key);
            }
            else if (worker == 2)
            {
                value = new byte[isOuter ? 4 : bytes];
                if (kernel.Bpf.MapLookupElem(fd, key, value).Errno == Errno.None && !isOuter)
                    Assert.Equal(-1, value.AsSpan().IndexOfAnyExcept(value[0]));
            }
            else
            {
                ReadByRun(kernel, map!, isOuter, bytes);
            }
        });
    }

    /// <summary>A command that puts another inner map in place, or takes one out, returns only when no run can still have the old one.</summary>
    [Theory]
    [InlineData(MapType.ArrayOfMaps, "update")]
    [InlineData(MapType.ArrayOfMaps, "delete")]
    [InlineData(MapType.ArrayOfMaps, "batch")]
    [InlineData(MapType.HashOfMaps, "update")]
    [InlineData(MapType.HashOfMaps, "delete")]
    [InlineData(MapType.HashOfMaps, "batch")]
    [InlineData(MapType.HashOfMaps, "delete batch")]
    public void Change_OfMapOfMaps_WaitsForRuns(MapType type, string change)
    {
        using Kernel kernel = new(cpus: 2);
        int inner = kernel.Map(MapType.Array);
        int outer = kernel.Map(type, 4, 4, 1, inner: inner);
        Assert.Equal(Errno.None, kernel.Update(outer, 0, inner).Errno);
        using CpuLease run = kernel.Bpf.Services.Cpus.Rent();
        bool hasReturned = false;
        uint count = 1;
        Thread command = new(() =>
        {
            Errno error = change switch
            {
                "update" => kernel.Update(outer, 0, inner).Errno,
                "delete" => kernel.Delete(outer, 0).Errno,
                "batch" => kernel.Bpf.MapUpdateBatch(outer, new byte[4], Kernel.Bytes(inner), ref count).Errno,
                _ => kernel.Bpf.MapDeleteBatch(outer, new byte[4], ref count).Errno,
            };
            Assert.Equal(Errno.None, error);
            Volatile.Write(ref hasReturned, true);
        });
        command.Start();
        while (command.ThreadState != ThreadState.WaitSleepJoin && command.IsAlive && !Volatile.Read(ref hasReturned))
            Thread.Yield();
        Assert.False(Volatile.Read(ref hasReturned));
        run.Dispose();
        command.Join();
        Assert.True(hasReturned);
    }

    private static ulong FindByRun(Kernel kernel, KernelMap map, uint key)
    {
        using CpuLease lease = kernel.Bpf.Services.Cpus.Rent();
        RunFrame run = new() { Cpu = (uint)lease.Cpu, PerCpuOffset = lease.PerCpuOffset };
        return HashFunctions.Find(&run, (ulong)map.Header, (ulong)&key, 0, 0, 0);
    }

    private static void ReadByRun(Kernel kernel, KernelMap map, bool isOuter, int bytes)
    {
        uint key = 0;
        using CpuLease lease = kernel.Bpf.Services.Cpus.Rent();
        RunFrame run = new() { Cpu = (uint)lease.Cpu, PerCpuOffset = lease.PerCpuOffset };
        ulong value = (isOuter ? HashFunctions.OfMapsLookup(&run, (ulong)map.Header, (ulong)&key, 0, 0, 0) : HashFunctions.Lookup(&run, (ulong)map.Header, (ulong)&key, 0, 0, 0));
        if (value != 0 && isOuter)
            value = ArrayFunctions.Lookup(&run, value, (ulong)&key, 0, 0, 0);
        if (value == 0)
            return;
        Thread.Yield();
        ReadOnlySpan<byte> all = new((void*)value, bytes);
        Assert.Equal(-1, all.IndexOfAnyExcept(all[0]));
    }

    // Writers do so many rounds each, readers go on until the writers are done.
    private static void Together(int writers, int readers, int rounds, Action<int, int> step)
    {
        int running = writers;
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, writers + readers).Select(worker => new Thread(() =>
        {
            try
            {
                for (int round = 0; worker < writers ? round < rounds : Volatile.Read(ref running) != 0; round++)
                {
                    if (Volatile.Read(ref failure) is not null)
                        return;
                    step(worker, round);
                }
            }
            catch (Exception error)
            {
                Volatile.Write(ref failure, error);
            }
            finally
            {
                if (worker < writers)
                    Interlocked.Decrement(ref running);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Null(failure);
    }
}
