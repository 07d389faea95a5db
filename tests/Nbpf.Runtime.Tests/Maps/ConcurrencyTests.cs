using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>Readers among writers: what is read is always one whole value of the key that was asked for.</summary>
public sealed unsafe class ConcurrencyTests
{
    private const int KeyCount = 24;
    private const int Rounds = 20_000;

    [Theory]
    [InlineData(MapType.Hash, MapFlags.None, 8, 24)]
    [InlineData(MapType.Hash, MapFlags.None, 12, 26)]
    [InlineData(MapType.Hash, MapFlags.NoPreallocate, 8, 24)]
    [InlineData(MapType.LruHash, MapFlags.None, 8, 12)]
    public void Commands_ReadersAmongWriters_SeeWholeValuesOfTheirKey(MapType type, MapFlags flags, uint keySize, uint max)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(type, keySize, 32, max, flags);
        Parallel.For(0, 4, worker =>
        {
            byte[] key = new byte[keySize], value = new byte[32];
            Random random = new(worker);
            for (int round = 0; round < Rounds; round++)
            {
                ulong number = (ulong)random.Next(KeyCount);
                MemoryMarshal.Write(key, in number);
                int action = worker < 2 ? random.Next(4) : 4;
                if (action == 0)
                {
                    kernel.Bpf.MapDeleteElem(fd, key);
                }
                else if (action < 4)
                {
                    WriteValue(value, number, (ulong)round);
                    SysResult written = kernel.Bpf.MapUpdateElem(fd, key, value);
                    // A key that is just being deleted still counts, as in Linux.
                    Assert.True(written.Errno is Errno.None or Errno.E2BIG, written.ToString());
                }
                else if (!kernel.Bpf.MapLookupElem(fd, key, value).IsError)
                {
                    CheckValue(value, number);
                }
            }
        });
    }

    [Fact]
    public void Programs_ReadersAmongWriters_KeepWhatTheyFound()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.Hash, 8, 32, KeyCount, MapFlags.NoPreallocate);
        kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _);
        Parallel.For(0, 4, worker =>
        {
            byte[] value = new byte[32];
            Random random = new(worker);
            for (int round = 0; round < Rounds; round++)
            {
                ulong number = (ulong)random.Next(KeyCount);
                if (worker >= 2)
                {
                    WriteValue(value, number, (ulong)round);
                    SysResult result = random.Next(3) == 0 ? kernel.Delete(fd, number) : kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(number), value);
                    Assert.True(result.Errno is Errno.None or Errno.ENOENT);
                    continue;
                }
                using CpuLease lease = kernel.Bpf.Services.Cpus.Rent();
                RunFrame run = new() { Cpu = (uint)lease.Cpu, PerCpuOffset = lease.PerCpuOffset };
                ulong found = HashFunctions.Lookup(&run, (ulong)map!.Header, (ulong)&number, 0, 0, 0);
                if (found == 0)
                    continue;
                CheckValue(new ReadOnlySpan<byte>((void*)found, 32), number);
                Thread.SpinWait(20);
                CheckValue(new ReadOnlySpan<byte>((void*)found, 32), number);
            }
        });
    }

    [Fact]
    public void Programs_ReadersOfInnerMaps_KeepWhatTheyFoundWhileItIsReplaced()
    {
        using Kernel kernel = new();
        int template = kernel.Map(MapType.Array, value: 64, max: 1, flags: MapFlags.InnerMap);
        int outer = kernel.Map(MapType.ArrayOfMaps, value: 4, max: 1, inner: template);
        kernel.Bpf.Services.Objects.Find(outer, out KernelMap? map, out _);
        bool done = false;
        Parallel.For(0, 3, worker =>
        {
            uint zero = 0;
            if (worker == 0)
            {
                byte[] magic = new byte[64];
                for (uint round = 1; round <= 2_000; round++)
                {
                    int inner = kernel.Map(MapType.Array, value: 64, max: 1 + round % 7, flags: MapFlags.InnerMap);
                    magic.AsSpan().Fill((byte)(round % 251 + 1));
                    kernel.Bpf.MapUpdateElem(inner, Kernel.Bytes(0u), magic);
                    Assert.Equal(Errno.None, kernel.Update(outer, 0u, inner).Errno);
                    kernel.Bpf.Close(inner);
                }
                Volatile.Write(ref done, true);
                return;
            }
            while (!Volatile.Read(ref done))
            {
                using CpuLease lease = kernel.Bpf.Services.Cpus.Rent();
                ulong inner = ArrayOfMapsFunctions.Lookup(null, (ulong)map!.Header, (ulong)&zero, 0, 0, 0);
                if (inner == 0)
                    continue;
                ulong value = ArrayFunctions.Lookup(null, inner, (ulong)&zero, 0, 0, 0);
                byte first = *(byte*)value;
                Thread.SpinWait(50);
                Assert.NotEqual(0, first);
                Assert.Equal(-1, new ReadOnlySpan<byte>((void*)value, 64).IndexOfAnyExcept(first));
            }
        });
    }

    [Fact]
    public void Update_ByManyCommandsAtOnce_NeverExceedsMaxEntries()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.Hash, 4, 4, 100, MapFlags.NoPreallocate);
        int added = 0;
        Parallel.For(0, 1000, i =>
        {
            SysResult result = kernel.Update(fd, i, i);
            Assert.True(result.Errno is Errno.None or Errno.E2BIG);
            if (!result.IsError)
                Interlocked.Increment(ref added);
        });
        Assert.Equal(100, added);
    }

    private static void WriteValue(Span<byte> value, ulong key, ulong round)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(value);
        words[0] = key;
        words[1] = round;
        words[2] = key * 0x9e3779b97f4a7c15 ^ round;
        words[3] = ~words[2];
    }

    private static void CheckValue(ReadOnlySpan<byte> value, ulong key)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(value);
        Assert.Equal(key, words[0]);
        Assert.Equal(key * 0x9e3779b97f4a7c15 ^ words[1], words[2]);
        Assert.Equal(~words[2], words[3]);
    }
}
