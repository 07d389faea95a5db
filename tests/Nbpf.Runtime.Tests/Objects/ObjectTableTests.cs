using Nbpf.Runtime.Tests.Maps;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Objects;

public sealed class ObjectTableTests
{
    [Fact]
    public void Open_AfterClose_GivesTheLowestFreeDescriptor()
    {
        using Kernel kernel = new();
        int[] fds = [.. Enumerable.Range(0, 100).Select(_ => kernel.Map(MapType.Array))];
        Assert.Equal(Enumerable.Range(3, 100), fds);
        foreach (int fd in (int[])[50, 7, 90])
            kernel.Bpf.Close(fd);
        Assert.Equal(7, kernel.Map(MapType.Array));
        Assert.Equal(50, kernel.Map(MapType.Array));
        Assert.Equal(90, kernel.Map(MapType.Array));
        Assert.Equal(103, kernel.Map(MapType.Array));
    }

    [Fact]
    public void Publish_AfterOthersWent_DoesNotReuseIds()
    {
        using Kernel kernel = new();
        uint last = 0;
        for (int i = 0; i < 3000; i++)
        {
            int fd = kernel.Map(MapType.Array);
            uint id = kernel.Id(fd);
            Assert.True(id > last);
            last = id;
            kernel.Bpf.Close(fd);
        }
        Assert.Equal((SysResult)Errno.ENOENT, kernel.Bpf.ObjGetNextId(BpfObjectKind.Map, 0, out _));
    }

    [Fact]
    public void NextId_ManyMapsWithGaps_WalksThemAscending()
    {
        using Kernel kernel = new();
        List<uint> expected = [];
        for (int i = 0; i < 2500; i++)
        {
            int fd = kernel.Map(MapType.Array);
            if (i % 7 == 0 && i is < 900 or > 2100)
                expected.Add(kernel.Id(fd));
            else
                kernel.Bpf.Close(fd);
        }
        List<uint> walked = [];
        for (uint id = 0; !kernel.Bpf.ObjGetNextId(BpfObjectKind.Map, id, out uint next).IsError; id = next)
            walked.Add(next);
        Assert.Equal(expected, walked);
    }

    [Fact]
    public void Close_WhileOtherDescriptorIsOpen_KeepsTheObject()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.Array);
        kernel.Update(fd, 0u, 42UL);
        int other = kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, kernel.Id(fd)).Value;
        kernel.Bpf.Close(fd);
        Assert.Equal(Errno.EBADF, kernel.Lookup(fd, 0u, out ulong _).Errno);
        Assert.Equal(Errno.None, kernel.Lookup(other, 0u, out ulong value).Errno);
        Assert.Equal(42UL, value);
    }
}
