using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>How many elements a hash has is counted exactly: whatever happened to it, it takes as many as it may, and not one more.</summary>
public sealed class HashCountTests
{
    private const int Workers = 4;
    private const int Rounds = 200_000;

    /// <summary>There is room for one, and each thread adds and removes a key of its own: most are refused.</summary>
    [Theory]
    [InlineData(MapType.Hash, MapFlags.NoPreallocate)]
    [InlineData(MapType.Hash, MapFlags.None)]
    [InlineData(MapType.PerCpuHash, MapFlags.NoPreallocate)]
    [InlineData(MapType.HashOfMaps, MapFlags.NoPreallocate)]
    public void Update_AfterThreadsAddedRemovedAndWereRefused_TakesExactlyMaxEntries(MapType type, MapFlags flags)
    {
        using Kernel kernel = new();
        int inner = kernel.Map(MapType.Array);
        int fd = kernel.Map(type, 4, type == MapType.HashOfMaps ? 4u : 8u, 1, flags, type == MapType.HashOfMaps ? inner : 0);
        byte[] value = type == MapType.HashOfMaps ? Kernel.Bytes(inner) : new byte[16];
        int rounds = type == MapType.HashOfMaps ? Rounds / 100 : Rounds;
        Parallel.For(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers }, worker =>
        {
            byte[] key = Kernel.Bytes(worker);
            for (int round = 0; round < rounds; round++)
            {
                Errno added = kernel.Bpf.MapUpdateElem(fd, key, value).Errno;
                Assert.True(added is Errno.None or Errno.E2BIG, added.ToString());
                kernel.Bpf.MapDeleteElem(fd, key);
            }
        });
        AssertTakesExactly(kernel, fd, value, 1);
    }

    [Theory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.PerCpuHash)]
    public void Update_AfterThereWasNoMemory_TakesExactlyMaxEntries(MapType type)
    {
        using Kernel kernel = new(memoryLimit: 1 << 20);
        byte[] value = new byte[512];
        int probe = kernel.Map(type, 4, 256, 4_000, MapFlags.NoPreallocate);
        uint fitting = Fill(probe);
        kernel.Bpf.Close(probe);
        kernel.Bpf.Services.GracePeriods.Synchronize();

        uint max = fitting + 50;
        int fd = kernel.Map(type, 4, 256, max, MapFlags.NoPreallocate);
        uint filled = Fill(fd);
        for (int i = 0; i < 100; i++)
            Assert.Equal(Errno.ENOMEM, kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(max), value).Errno);
        for (uint key = 0; key < filled; key++)
            Assert.Equal(Errno.None, kernel.Delete(fd, key).Errno);
        kernel.Bpf.Services.GracePeriods.Synchronize();
        Assert.Equal(filled, Fill(fd));

        uint Fill(int map)
        {
            uint added = 0;
            Errno error;
            while ((error = kernel.Bpf.MapUpdateElem(map, Kernel.Bytes(added), value).Errno) == Errno.None)
                added++;
            Assert.Equal(Errno.ENOMEM, error);
            return added;
        }
    }

    private static void AssertTakesExactly(Kernel kernel, int fd, byte[] value, uint max)
    {
        for (uint key = 0; key < max; key++)
            Assert.Equal(Errno.None, kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(1_000_000 + key), value).Errno);
        Assert.Equal(Errno.E2BIG, kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(999u), value).Errno);
    }
}
