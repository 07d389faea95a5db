using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

public sealed class MemoryMappingTests : IDisposable
{
    private readonly IBpf kernel;

    public MemoryMappingTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        kernel = LinuxOracle.Open();
    }

    public void Dispose() => kernel?.Dispose();

    [Fact]
    public void MapMmap_MmapableArray_SharesMemoryWithTheMap()
    {
        int map = kernel.MapCreate(new() { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 16, Flags = MapFlags.Mmapable }).Value;
        Assert.Equal(SysResult.Ok, kernel.MapMmap(map, 0, 128, isWritable: true, out MappedMemory? memory));
        using (memory)
        {
            Assert.Equal((128, true), (memory!.Length, memory.IsWritable));
            memory.GetSpan()[24] = 42;
            byte[] value = new byte[8];
            kernel.MapLookupElem(map, BitConverter.GetBytes(3), value);
            Assert.Equal(42, value[0]);
        }

        Assert.Throws<ObjectDisposedException>(() => memory.GetSpan().Length);
    }

    [Theory]
    [InlineData(MapType.Array, MapFlags.None, 0UL, 64, Errno.EINVAL)]
    [InlineData(MapType.Hash, MapFlags.None, 0UL, 64, Errno.ENOTSUPP)]
    [InlineData(MapType.Array, MapFlags.Mmapable, 0UL, 0, Errno.EINVAL)]
    [InlineData(MapType.Array, MapFlags.Mmapable, 100UL, 64, Errno.EINVAL)]
    [InlineData(MapType.Array, MapFlags.Mmapable, 1UL << 20, 64, Errno.EINVAL)]
    public void MapMmap_WhatCannotBeMapped_GivesLinuxErrno(MapType type, MapFlags flags, ulong offset, int length, Errno errno)
    {
        int map = kernel.MapCreate(new() { Type = type, KeySize = 4, ValueSize = 8, MaxEntries = 16, Flags = flags }).Value;
        Assert.Equal(errno, kernel.MapMmap(map, offset, length, isWritable: true, out MappedMemory? memory).Errno);
        Assert.Null(memory);
    }

    [Fact]
    public void PollAdd_Twice_AnswersEexist()
    {
        int ring = kernel.MapCreate(new() { Type = MapType.RingBuf, MaxEntries = 4096 }).Value;
        Assert.Equal(SysResult.Ok, kernel.PollCreate(out IBpfPoll? poll));
        using (poll)
        {
            Assert.Equal(SysResult.Ok, poll!.Add(ring));
            Assert.Equal(Errno.EEXIST, poll.Add(ring).Errno);
            Assert.Equal(SysResult.Ok, poll.Remove(ring));
            Assert.Equal(Errno.ENOENT, poll.Remove(ring).Errno);
            Assert.Equal(Errno.EBADF, poll.Add(-1).Errno);
            Assert.Equal(SysResult.Ok, poll.Wait(new int[1], 0));
            poll.Wake();
            poll.Wake();
            Assert.Equal(SysResult.Ok, poll.Wait(new int[1], -1));
        }

        Assert.Throws<ObjectDisposedException>(() => poll.Wait(new int[1], 0));
    }
}
