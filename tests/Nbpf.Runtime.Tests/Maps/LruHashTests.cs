using Nbpf.Runtime.Maps;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

public sealed unsafe class LruHashTests
{
    [Fact]
    public void Update_FullMap_EvictsWhatProgramsDidNotLookUp()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.LruHash, 4, 8, 100);
        kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _);
        for (int i = 0; i < 100; i++)
            Assert.Equal(Errno.None, kernel.Update(fd, i, (long)i).Errno);
        for (int i = 0; i < 50; i++)
            Assert.NotEqual(0UL, HashFunctions.LruLookup(null, (ulong)map!.Header, (ulong)&i, 0, 0, 0));
        for (int i = 100; i < 150; i++)
            Assert.Equal(Errno.None, kernel.Update(fd, i, (long)i).Errno);
        for (int i = 0; i < 150; i++)
        {
            Errno expected = i is < 50 or >= 100 ? Errno.None : Errno.ENOENT;
            Assert.Equal(expected, kernel.Lookup(fd, i, out long value).Errno);
            Assert.Equal(expected == Errno.None ? i : 0, value);
        }
        Assert.Equal(100u, ((LruHashMap)map!).Count);
    }

    [Fact]
    public void Lookup_ByCommand_DoesNotKeepAnElement()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.LruHash, 4, 8, 2);
        kernel.Update(fd, 1, 1L);
        kernel.Update(fd, 2, 2L);
        kernel.Lookup(fd, 1, out long _);
        kernel.Update(fd, 3, 3L);
        Assert.Equal(Errno.ENOENT, kernel.Lookup(fd, 1, out long _).Errno);
        Assert.Equal(Errno.None, kernel.Lookup(fd, 2, out long _).Errno);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Update_AnyKeys_IsNeverRefusedAndIsFoundAtOnce(uint max)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.LruHash, 4, 8, max);
        kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _);
        Random random = new((int)max);
        for (int i = 0; i < 5_000; i++)
        {
            int key = random.Next(200);
            Assert.Equal(Errno.None, kernel.Update(fd, key, (long)i).Errno);
            Assert.Equal(Errno.None, kernel.Lookup(fd, key, out long value).Errno);
            Assert.Equal(i, value);
            Assert.InRange(((LruHashMap)map!).Count, 1u, max);
            if (random.Next(4) == 0)
                kernel.Delete(fd, random.Next(200));
        }
    }

    [Fact]
    public void Update_ExistenceFlags_AreJudgedBeforeAnythingIsEvicted()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.LruHash, 4, 8, 1);
        kernel.Update(fd, 1, 1L);
        Assert.Equal(Errno.ENOENT, kernel.Update(fd, 2, 2L, 2).Errno);
        Assert.Equal(Errno.EEXIST, kernel.Update(fd, 1, 2L, 1).Errno);
        Assert.Equal(Errno.None, kernel.Update(fd, 1, 3L, 2).Errno);
        Assert.Equal(Errno.None, kernel.Lookup(fd, 1, out long value).Errno);
        Assert.Equal(3, value);
    }
}
