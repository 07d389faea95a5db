using CsCheck;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

public sealed class MapBatchTests : IDisposable
{
    private readonly IBpf kernel;

    public MapBatchTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        kernel = LinuxOracle.Open();
    }

    public void Dispose() => kernel?.Dispose();

    /// <summary>Map types with batches and without, batches smaller than a bucket and larger than the map: always all elements, each once.</summary>
    [Theory]
    [InlineData(MapType.Hash, MapFlags.None)]
    [InlineData(MapType.Hash, MapFlags.NoPreallocate)]
    [InlineData(MapType.LruHash, MapFlags.None)]
    [InlineData(MapType.Array, MapFlags.None)]
    [InlineData(MapType.LpmTrie, MapFlags.NoPreallocate)]
    public void Enumeration_AnyTypeAndBatch_GivesEveryElementOnce(MapType type, MapFlags flags)
    {
        Gen.Select(Gen.Int[1, 3000], Gen.OneOf(Gen.Int[1, 3], Gen.Int[4, 5000])).Sample(
            (count, batchSize) =>
            {
                using BpfMap map = BpfMap.Create(kernel, new MapSpec("batch", type) { KeySize = type == MapType.Array ? 4u : 8, ValueSize = 8, MaxEntries = (uint)count, Flags = flags });
                Dictionary<ulong, ulong> expected = type == MapType.Array
                    ? Enumerable.Range(0, count).ToDictionary(i => (ulong)i, i => (ulong)i * 3)
                    : Enumerable.Range(0, count / 2 + 1).ToDictionary(i => ((ulong)i * 2654435761 << 32) | 32, i => (ulong)i * 3);
                if (type == MapType.Array) CheckAll(new BpfMap<uint, ulong>(map), expected.ToDictionary(e => (uint)e.Key, e => e.Value), batchSize);
                else CheckAll(new BpfMap<ulong, ulong>(map), expected, batchSize);
            },
            iter: 15, threads: 1);
    }

    [Fact]
    public void Enumeration_PerCpuHash_GivesTheValuesOfEachCpu()
    {
        using BpfMap map = BpfMap.Create(kernel, new MapSpec("percpu", MapType.PerCpuHash) { KeySize = 4, ValueSize = 4, MaxEntries = 2000 });
        BpfPerCpuMap<uint, uint> typed = new(map);
        for (uint key = 0; key < 2000; key++) typed[key] = [.. Enumerable.Range(0, kernel.PossibleCpuCount).Select(cpu => key * 10 + (uint)cpu)];
        HashSet<uint> seen = [];
        foreach ((uint key, uint[] values) in typed)
        {
            Assert.True(seen.Add(key));
            Assert.Equal(Enumerable.Range(0, kernel.PossibleCpuCount).Select(cpu => key * 10 + (uint)cpu), values);
        }

        Assert.Equal(2000, seen.Count);
    }

    /// <summary>Takes all elements out while another thread puts elements in: what was put in and not found in the end was taken.</summary>
    [Fact]
    public async Task TakeBatches_ConcurrentUpdates_LosesNoElement()
    {
        using BpfMap map = BpfMap.Create(kernel, new MapSpec("take", MapType.Hash) { KeySize = 4, ValueSize = 4, MaxEntries = 10000 });
        BpfMap<uint, uint> typed = new(map);
        Task writer = Task.Run(() =>
        {
            for (uint key = 0; key < 10000; key++) typed[key] = key;
        }, TestContext.Current.CancellationToken);
        HashSet<uint> taken = [];
        while (!writer.IsCompleted) TakeAll();
        await writer;
        TakeAll();
        Assert.Equal(10000, taken.Count);
        Assert.Empty(typed);

        void TakeAll()
        {
            foreach (BpfMapBatch<uint, uint> batch in typed.TakeBatches(100))
            {
                foreach (uint key in batch.Keys) Assert.True(taken.Add(key));
            }
        }
    }

    [Fact]
    public void RemoveBatch_MissingElement_TellsHowFarItCame()
    {
        using BpfMap map = BpfMap.Create(kernel, new MapSpec("remove", MapType.Hash) { KeySize = 4, ValueSize = 4, MaxEntries = 10 });
        BpfMap<uint, uint> typed = new(map);
        Assert.Equal(3, typed.UpdateBatch([1, 2, 3], [10, 20, 30]));
        BpfException error = Assert.Throws<BpfException>(() => typed.RemoveBatch([1, 9, 2]));
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Contains("after 1 of 3", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, typed.RemoveBatch([]));
    }

    private static void CheckAll<TKey>(BpfMap<TKey, ulong> map, Dictionary<TKey, ulong> expected, int batchSize)
        where TKey : unmanaged
    {
        Assert.Equal(expected.Count, map.UpdateAll(expected, batchSize));
        Assert.Equal(expected.OrderBy(e => e.Key), map.OrderBy(e => e.Key));
        Assert.Equal(expected.OrderBy(e => e.Key), map.LookupBatch(batchSize).OrderBy(e => e.Key));
        if (map.Map.Type == MapType.Array) return;
        TKey[] some = [.. expected.Keys.Take(expected.Count / 2)];
        Assert.Equal(some.Length, map.RemoveBatch(some));
        Assert.Equal(expected.Keys.Skip(some.Length).Order(), map.Select(e => e.Key).Order());
        Assert.Equal(expected.Count - some.Length, map.Clear());
        Assert.Empty(map);
    }
}
