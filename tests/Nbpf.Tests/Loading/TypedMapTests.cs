using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

public sealed class TypedMapTests
{
    private static BpfMap Create(IBpf kernel, MapType type, uint keySize = 4, uint valueSize = 8, uint entries = 100) =>
        BpfMap.Create(kernel, new MapSpec("m", type) { KeySize = keySize, ValueSize = valueSize, MaxEntries = entries, Inner = new MapSpec("i", MapType.Array) { KeySize = 4, ValueSize = 4, MaxEntries = 1 } });

    [Fact]
    public void Indexer_SetThenGet_GivesTheValue()
    {
        using BpfMap map = Create(new RecordingKernel(), MapType.Hash);
        var typed = new BpfMap<uint, ulong>(map) { [7] = 42 };
        Assert.Equal(42ul, typed[7]);
        Assert.Throws<KeyNotFoundException>(() => typed[8]);
        Assert.True(typed.Remove(7));
        Assert.False(typed.Remove(7));
        Assert.False(typed.TryGet(7, out _));
    }

    [Fact]
    public void Enumeration_WithRemovalOfTheCurrentKey_SeesEveryElementOnce()
    {
        using BpfMap map = Create(new RecordingKernel(), MapType.Hash);
        var typed = new BpfMap<uint, ulong>(map);
        Assert.Equal(10, typed.UpdateBatch([.. Enumerable.Range(0, 10).Select(i => (uint)i)], [.. Enumerable.Range(0, 10).Select(i => (ulong)i * 3)]));
        var seen = new List<KeyValuePair<uint, ulong>>();
        foreach (KeyValuePair<uint, ulong> element in typed)
        {
            seen.Add(element);
            typed.Remove(element.Key);
        }
        Assert.Equal(Enumerable.Range(0, 10).Select(i => KeyValuePair.Create((uint)i, (ulong)i * 3)), seen);
        Assert.Empty(typed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void LookupBatch_AnyBatchSize_ReadsAllElements(int batchSize)
    {
        using BpfMap map = Create(new RecordingKernel(), MapType.Hash);
        var typed = new BpfMap<uint, ulong>(map);
        for (uint i = 0; i < 25; i++) typed[i] = i + 1000;
        Assert.Equal(Enumerable.Range(0, 25).Select(i => KeyValuePair.Create((uint)i, (ulong)i + 1000)), typed.LookupBatch(batchSize));
    }

    [Fact]
    public void UpdateBatch_FailingInTheMiddle_SaysHowManyWereSet()
    {
        var kernel = new RecordingKernel();
        using BpfMap map = Create(kernel, MapType.Hash);
        kernel.FailWhen = static command => command.Contains("02000000 ", StringComparison.Ordinal);
        kernel.FailWith = Errno.E2BIG;
        BpfException error = Assert.Throws<BpfException>(() => new BpfMap<uint, ulong>(map).UpdateBatch([0, 1, 2, 3], [0, 0, 0, 0]));
        Assert.Equal("update map 'm': E2BIG: after 2 of 4 elements", error.Message);
    }

    [Fact]
    public void PerCpuMap_ValuesSmallerThanASlot_TakeOneSlotEach()
    {
        var kernel = new RecordingKernel();
        using BpfMap map = Create(kernel, MapType.PerCpuArray, valueSize: 4);
        Assert.Equal(16, map.ValueBufferSize);
        var typed = new BpfPerCpuMap<uint, uint>(map) { [1] = [5, 6] };
        Assert.Contains($"update {map.Fd} 01000000 05000000000000000600000000000000", kernel.Commands);
        Assert.Equal([5u, 6u], typed[1]);
        Assert.Throws<ArgumentException>(() => typed[1] = [5]);
    }

    [Fact]
    public void Types_OfOtherSizes_AreRefusedWithBothSizes()
    {
        using BpfMap map = Create(new RecordingKernel(), MapType.Hash);
        Assert.Equal("map 'm' has keys of 4 bytes, UInt64 has 8", Assert.Throws<ArgumentException>(() => new BpfMap<ulong, ulong>(map)).Message);
        Assert.Equal("map 'm' has values of 8 bytes, Byte has 1", Assert.Throws<ArgumentException>(() => new BpfMap<uint, byte>(map)).Message);
        using BpfMap perCpu = Create(new RecordingKernel(), MapType.PerCpuHash);
        Assert.Contains("is per-CPU", Assert.Throws<ArgumentException>(() => new BpfMap<uint, ulong>(perCpu)).Message, StringComparison.Ordinal);
        Assert.Contains("is no map of maps", Assert.Throws<ArgumentException>(() => new BpfInnerMaps<uint>(map)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InnerMaps_Set_WritesTheInnerMapsDescriptor()
    {
        var kernel = new RecordingKernel();
        using BpfMap outer = Create(kernel, MapType.HashOfMaps, valueSize: 4);
        using BpfMap inner = Create(kernel, MapType.Array);
        new BpfInnerMaps<uint>(outer).Set(9, inner);
        Assert.Contains($"update {outer.Fd} 09000000 {Convert.ToHexString(BitConverter.GetBytes(inner.Fd))}", kernel.Commands);
    }

    [Fact]
    public void Dispose_Twice_ClosesOnceAndFdIsGone()
    {
        var kernel = new RecordingKernel();
        BpfMap map = Create(kernel, MapType.Hash);
        map.Dispose();
        map.Dispose();
        Assert.Single(kernel.Commands, command => command.StartsWith("close", StringComparison.Ordinal));
        Assert.Throws<ObjectDisposedException>(() => map.Fd);
    }

    [Fact]
    public void Create_MapOfMapsWithoutTemplate_IsRefused()
    {
        BpfException error = Assert.Throws<BpfException>(() => BpfMap.Create(new RecordingKernel(), new MapSpec("m", MapType.ArrayOfMaps) { KeySize = 4, ValueSize = 4, MaxEntries = 1 }));
        Assert.Equal(Errno.EINVAL, error.Errno);
    }
}
