using System.Buffers.Binary;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests;

public sealed class LinuxKernelMapTests : IDisposable
{
    private readonly IBpf kernel;

    public LinuxKernelMapTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        kernel = LinuxOracle.Open();
    }

    public void Dispose() => kernel?.Dispose();

    [Fact]
    public void MapUpdateElem_ThenLookup_GivesTheValue()
    {
        int map = Create(MapType.Hash, 4, 8, 10);
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(map, Key(1), Value(42)));
        byte[] value = new byte[8];
        Assert.Equal(SysResult.Ok, kernel.MapLookupElem(map, Key(1), value));
        Assert.Equal(Value(42), value);
        Assert.Equal(Errno.EEXIST, kernel.MapUpdateElem(map, Key(1), Value(43), 1).Errno);
        Assert.Equal(Errno.ENOENT, kernel.MapLookupElem(map, Key(2), value).Errno);
        Assert.Equal(SysResult.Ok, kernel.MapDeleteElem(map, Key(1)));
        Assert.Equal(Errno.ENOENT, kernel.MapDeleteElem(map, Key(1)).Errno);
    }

    [Fact]
    public void MapGetNextKey_FromNullToTheEnd_VisitsEveryKey()
    {
        int map = Create(MapType.Hash, 4, 8, 100);
        for (uint i = 0; i < 100; i++) Assert.False(kernel.MapUpdateElem(map, Key(i), Value(i)).IsError);
        HashSet<uint> seen = [];
        byte[] key = [];
        byte[] next = new byte[4];
        while (!kernel.MapGetNextKey(map, key, next).IsError)
        {
            Assert.True(seen.Add(BinaryPrimitives.ReadUInt32LittleEndian(next)));
            key = [.. next];
        }

        Assert.Equal(100, seen.Count);
    }

    [Fact]
    public void MapLookupElem_PerCpuMap_GivesASlotForEveryPossibleCpu()
    {
        int map = Create(MapType.PerCpuArray, 4, 12, 1);
        byte[] values = new byte[16 * kernel.PossibleCpuCount];
        for (int cpu = 0; cpu < kernel.PossibleCpuCount; cpu++) values[16 * cpu] = (byte)(cpu + 1);
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(map, Key(0), values));
        byte[] read = new byte[values.Length];
        Assert.Equal(SysResult.Ok, kernel.MapLookupElem(map, Key(0), read));
        Assert.Equal(values, read);
    }

    [Theory]
    [InlineData(MapType.Array, 4, 8, 8)]
    [InlineData(MapType.PerCpuArray, 4, 12, 12)]
    public void MapCommands_BufferTooShort_AnswerEfaultWithoutTouchingMemory(MapType type, uint keySize, uint valueSize, int shortLength)
    {
        int map = Create(type, keySize, valueSize, 4);
        byte[] value = new byte[type == MapType.Array ? shortLength - 1 : shortLength];
        Assert.Equal(Errno.EFAULT, kernel.MapLookupElem(map, Key(0), value).Errno);
        Assert.Equal(Errno.EFAULT, kernel.MapUpdateElem(map, Key(0), value).Errno);
        Assert.Equal(Errno.EFAULT, kernel.MapLookupElem(map, Key(0).AsSpan(0, 3), new byte[1024]).Errno);
        Assert.Equal(Errno.EFAULT, kernel.MapDeleteElem(map, Key(0).AsSpan(0, 3)).Errno);
        Assert.Equal(Errno.EFAULT, kernel.MapGetNextKey(map, Key(0), new byte[3]).Errno);
        uint count = 2;
        Assert.Equal(Errno.EFAULT, kernel.MapLookupBatch(map, default, new byte[4], new byte[8], value, ref count).Errno);
        Assert.All(value, b => Assert.Equal(0, b));
    }

    [Fact]
    public void MapLookupElem_NullKey_AnswersEfault() =>
        Assert.Equal(Errno.EFAULT, kernel.MapLookupElem(Create(MapType.Array, 4, 8, 1), default, new byte[8]).Errno);

    [Fact]
    public void MapBatches_HashMap_WriteReadAndDeleteEverything()
    {
        int map = Create(MapType.Hash, 4, 8, 64);
        byte[] keys = [.. Enumerable.Range(0, 50).SelectMany(i => Key((uint)i))];
        byte[] values = [.. Enumerable.Range(0, 50).SelectMany(i => Value((ulong)i * 3))];
        uint count = 50;
        Assert.Equal(SysResult.Ok, kernel.MapUpdateBatch(map, keys, values, ref count));
        Assert.Equal(50u, count);

        byte[] readKeys = new byte[64 * 4];
        byte[] readValues = new byte[64 * 8];
        count = 64;
        Assert.Equal(Errno.ENOENT, kernel.MapLookupAndDeleteBatch(map, default, new byte[4], readKeys, readValues, ref count).Errno);
        Assert.Equal(50u, count);
        for (int i = 0; i < 50; i++)
            Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(readKeys.AsSpan(i * 4)) * 3UL, BinaryPrimitives.ReadUInt64LittleEndian(readValues.AsSpan(i * 8)));
        Assert.Equal(Errno.ENOENT, kernel.MapGetNextKey(map, default, new byte[4]).Errno);
    }

    [Fact]
    public void MapGetInfo_FrozenMap_TellsAttributesAndMemory()
    {
        int map = kernel.MapCreate(new() { Type = MapType.Array, KeySize = 4, ValueSize = 64, MaxEntries = 7, Flags = MapFlags.InnerMap, Name = "nbpf_test" }).Value;
        Assert.Equal(SysResult.Ok, kernel.MapGetInfo(map, out MapInfo? info));
        Assert.Equal((MapType.Array, 4u, 64u, 7u, MapFlags.InnerMap, "nbpf_test", false), (info!.Type, info.KeySize, info.ValueSize, info.MaxEntries, info.Flags, info.Name, info.IsFrozen));
        Assert.InRange(info.MemoryBytes, 7UL * 64, 4096UL);
        Assert.Equal(SysResult.Ok, kernel.MapFreeze(map));
        kernel.MapGetInfo(map, out info);
        Assert.True(info!.IsFrozen);
        Assert.Equal(Errno.EPERM, kernel.MapUpdateElem(map, Key(0), new byte[64]).Errno);
    }

    [Fact]
    public void ObjGetFdById_MapOfOurs_NamesTheSameMap()
    {
        int map = Create(MapType.Array, 4, 8, 1);
        kernel.MapGetInfo(map, out MapInfo? info);
        Assert.Equal(SysResult.Ok, kernel.ObjGetNextId(BpfObjectKind.Map, info!.Id - 1, out uint next));
        Assert.Equal(info.Id, next);
        int again = kernel.ObjGetFdById(BpfObjectKind.Map, info.Id).Value;
        Assert.NotEqual(map, again);
        kernel.MapUpdateElem(again, Key(0), Value(9));
        byte[] value = new byte[8];
        kernel.MapLookupElem(map, Key(0), value);
        Assert.Equal(Value(9), value);
    }

    /// <summary>Alone, because another test of this process may get the number that was closed; .NET itself may too, so nothing is asked through it.</summary>
    [Fact(DisableParallelization = true)]
    public void Close_FileDescriptor_IsDoneOnceAndOnlyForOurs()
    {
        int map = Create(MapType.Array, 4, 8, 1);
        kernel.MapGetInfo(map, out MapInfo? info);
        Assert.Equal(SysResult.Ok, kernel.Close(map));
        Assert.Equal(Errno.EBADF, kernel.Close(map).Errno);
        Assert.Equal(Errno.EBADF, kernel.Close(0).Errno);
        Assert.Equal(Errno.ENOENT, kernel.ObjGetFdById(BpfObjectKind.Map, info!.Id).Errno);
    }

    [Theory]
    [InlineData("fifteen_bytes_x", Errno.None)]
    [InlineData("sixteen_bytes_xx", Errno.EINVAL)]
    [InlineData("not ok", Errno.EINVAL)]
    public void MapCreate_Name_IsTheKernelsToJudge(string name, Errno errno) =>
        Assert.Equal(errno, kernel.MapCreate(new() { Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1, Name = name }).Errno);

    private int Create(MapType type, uint keySize, uint valueSize, uint maxEntries)
    {
        SysResult result = kernel.MapCreate(new() { Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries });
        Assert.False(result.IsError, result.ToString());
        return result.Value;
    }

    private static byte[] Key(uint key) => BitConverter.GetBytes(key);

    private static byte[] Value(ulong value) => BitConverter.GetBytes(value);
}
