using Nbpf.Runtime.Memory;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

public sealed class MapMemoryTests
{
    /// <summary>The last number is what Linux 6.18 with two CPUs reports as memlock for the empty map.</summary>
    [Theory]
    [InlineData(MapType.Hash, 8, 1, MapFlags.None, 1120)]
    [InlineData(MapType.Hash, 8, 1009, MapFlags.None, 82000)]
    [InlineData(MapType.Hash, 8, 65537, MapFlags.None, 6292560)]
    [InlineData(MapType.Hash, 8, 4, MapFlags.NoPreallocate, 960)]
    [InlineData(MapType.Array, 8, 1, MapFlags.None, 320)]
    [InlineData(MapType.Array, 8, 4, MapFlags.Mmapable, 8192)]
    [InlineData(MapType.Array, 8, 1009, MapFlags.InnerMap, 8384)]
    [InlineData(MapType.Array, 64, 64, MapFlags.InnerMap, 4408)]
    [InlineData(MapType.Array, 64, 65, MapFlags.InnerMap, 4472)]
    [InlineData(MapType.PerCpuHash, 8, 1, MapFlags.None, 992)]
    [InlineData(MapType.PerCpuHash, 8, 1009, MapFlags.None, 98000)]
    [InlineData(MapType.PerCpuArray, 8, 1009, MapFlags.None, 24528)]
    [InlineData(MapType.PerCpuArray, 32768, 1, MapFlags.None, 65856)]
    [InlineData(MapType.LruHash, 8, 1009, MapFlags.None, 81856)]
    public void MemoryBytes_EmptyMap_IsTakenAndNotMoreThanLinux(MapType type, uint value, uint max, MapFlags flags, ulong linux)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(type, value: value, max: max, flags: flags);
        kernel.Bpf.MapGetInfo(fd, out MapInfo? info);
        Assert.InRange(info!.MemoryBytes, 1UL, linux);

        // Per-CPU memory is taken in chunks: one may have been begun before, and the last one is not full.
        ulong chunk = type is MapType.PerCpuHash or MapType.PerCpuArray ? 2UL * PerCpuHeap.StrideBytes : 0;
        Assert.InRange(kernel.Bpf.Services.Heap.UsedBytes - kernel.EmptyBytes + chunk, info.MemoryBytes, info.MemoryBytes + 2 * chunk);
    }

    [Theory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.PerCpuHash)]
    public void MemoryBytes_GrowingHash_FollowsItsElements(MapType type)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(type, 4, 8, 10_000, MapFlags.NoPreallocate);
        ulong empty = Memory();
        byte[] value = new byte[16];
        for (int i = 0; i < 5_000; i++)
            Assert.Equal(Errno.None, kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(i), value).Errno);
        ulong full = Memory();

        // Linux: 64 (72 with per-CPU values) + 8 for each element, and 32 for a per-CPU value with its pointers.
        Assert.InRange(full - empty, 5_000UL * 64, 5_000UL * (type == MapType.Hash ? 72UL : 104UL) * 9 / 8);
        for (int i = 0; i < 5_000; i++)
            Assert.Equal(Errno.None, kernel.Delete(fd, i).Errno);
        kernel.Bpf.Services.GracePeriods.Synchronize();
        Assert.Equal(empty, Memory());

        ulong Memory()
        {
            kernel.Bpf.MapGetInfo(fd, out MapInfo? info);
            return info!.MemoryBytes;
        }
    }

    [Theory]
    [InlineData(MapType.Array)]
    [InlineData(MapType.PerCpuArray)]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.PerCpuHash)]
    [InlineData(MapType.LruHash)]
    [InlineData(MapType.HashOfMaps)]
    public void Create_MoreThanThereIs_IsRefusedAndLeavesNothing(MapType type)
    {
        using Kernel kernel = new(memoryLimit: 1 << 20);
        int inner = kernel.Map(MapType.Array);
        ulong before = kernel.Bpf.Services.Heap.UsedBytes;
        uint value = type == MapType.HashOfMaps ? 4u : 1024;
        foreach (uint max in (uint[])[30_000, 2_000_000, 100_000_000])
        {
            Assert.Equal(Errno.ENOMEM, kernel.Create(type, value: value, max: max, inner: inner).Errno);
            kernel.Bpf.Services.GracePeriods.Synchronize();
            Assert.Equal(before, kernel.Bpf.Services.Heap.UsedBytes);
        }
    }

    [Fact]
    public void Update_GrowingHashPastTheLimit_IsENOMEM()
    {
        using Kernel kernel = new(memoryLimit: 256 << 10);
        int fd = kernel.Map(MapType.Hash, 4, 1024, 1000, MapFlags.NoPreallocate);
        byte[] value = new byte[1024];
        int i = 0;
        Errno error;
        do
            error = kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(i++), value).Errno;
        while (error == Errno.None);
        Assert.Equal(Errno.ENOMEM, error);
        Assert.InRange(i, 150, 250);
        Assert.Equal(Errno.None, kernel.Delete(fd, 0).Errno);
        kernel.Bpf.Services.GracePeriods.Synchronize();
        Assert.Equal(Errno.None, kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(i), value).Errno);
    }

    [Fact]
    public void Update_ReplacingInnerMaps_FreesTheOldOnes()
    {
        using Kernel kernel = new();
        int template = kernel.Map(MapType.Array, value: 64, max: 2, flags: MapFlags.InnerMap);
        int outer = kernel.Map(MapType.HashOfMaps, 8, 4, 1000, MapFlags.NoPreallocate, template);
        Publish(100);
        ulong once = kernel.Bpf.Services.Heap.UsedBytes;
        for (int round = 0; round < 25; round++)
            Publish(100);

        // Old and new elements exist together until the grace period ends, and a chunk stays while one of its elements is in use.
        Assert.InRange(kernel.Bpf.Services.Heap.UsedBytes, once, once + 2 * 1000 * 64);

        void Publish(uint max)
        {
            byte[] keys = new byte[8 * 1000], values = new byte[4 * 1000];
            for (int i = 0; i < 1000; i++)
            {
                int inner = kernel.Map(MapType.Array, value: 64, max: max, flags: MapFlags.InnerMap);
                BitConverter.TryWriteBytes(keys.AsSpan(8 * i), (ulong)i);
                BitConverter.TryWriteBytes(values.AsSpan(4 * i), inner);
            }
            uint count = 1000;
            Assert.Equal(Errno.None, kernel.Bpf.MapUpdateBatch(outer, keys, values, ref count).Errno);
            for (int i = 0; i < 1000; i++)
                kernel.Bpf.Close(BitConverter.ToInt32(values, 4 * i));
            kernel.Bpf.Services.GracePeriods.Synchronize();
        }
    }
}
