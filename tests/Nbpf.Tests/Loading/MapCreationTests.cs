using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>What a map's definition becomes: the attributes that the kernel gets, or the pinned map that has the same.</summary>
public sealed class MapCreationTests
{
    private const string Name = "by_sizes";

    private static readonly MapInfo Shared = new(MapType.BloomFilter, 7, 0, 8, 64, MapFlags.NumaNode, Name, 0, 0, 0, 3, 4096, false);

    /// <summary>The sizes of ring buffers, one step either side of each limit.</summary>
    [Theory]
    [InlineData(MapType.RingBuf, 0u, 0u)]
    [InlineData(MapType.RingBuf, 1u, 4096u)]
    [InlineData(MapType.RingBuf, 4095u, 4096u)]
    [InlineData(MapType.RingBuf, 4096u, 4096u)]
    [InlineData(MapType.RingBuf, 4097u, 8192u)]
    [InlineData(MapType.RingBuf, 8193u, 16384u)]
    [InlineData(MapType.RingBuf, 0x7fffffffu, 0x80000000u)]
    [InlineData(MapType.RingBuf, 0x80000000u, 0x80000000u)]
    [InlineData(MapType.RingBuf, 0x80000001u, 0x80000001u)]
    [InlineData(MapType.UserRingBuf, 5000u, 8192u)]
    [InlineData(MapType.PerfEventArray, 0u, 2u)]
    [InlineData(MapType.PerfEventArray, 1u, 1u)]
    [InlineData(MapType.Array, 0u, 0u)]
    [InlineData(MapType.Array, 5000u, 5000u)]
    public void Create_Entries_AreRoundedAsTheTypeNeedsIt(MapType type, uint entries, uint expected)
    {
        var kernel = new RecordingKernel();
        Load(kernel, Shared with { Type = type, MaxEntries = entries }, PinningMode.None).Dispose();
        Assert.Equal(expected, Assert.Single(kernel.Maps).MaxEntries);
    }

    [Fact]
    public void Create_PinnedMapWithTheSameAttributes_IsShared()
    {
        var kernel = new RecordingKernel { Pinned = Shared };
        using (BpfObject loaded = Load(kernel, Shared)) Assert.Equal(8u, loaded.Map(Name).Info.ValueSize);
        Assert.Empty(kernel.Maps);
        Assert.Contains("open /pins/by_sizes", kernel.Commands);
        Assert.Empty(kernel.OpenFds);
    }

    public static TheoryData<string, string> Differences => new()
    {
        { "type", "type is BloomFilter, the object defines Queue" },
        { "key", "key size is 0, the object defines 1" },
        { "value", "value size is 8, the object defines 9" },
        { "entries", "maximum of entries is 64, the object defines 65" },
        { "flags", "flags is NumaNode, the object defines None" },
        { "extra", "map_extra is 3, the object defines 4" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Create_PinnedMapThatDiffersInOneAttribute_IsRefused(string attribute, string message)
    {
        MapInfo defined = attribute switch
        {
            "type" => Shared with { Type = MapType.Queue },
            "key" => Shared with { KeySize = 1 },
            "value" => Shared with { ValueSize = 9 },
            "entries" => Shared with { MaxEntries = 65 },
            "flags" => Shared with { Flags = MapFlags.None },
            _ => Shared with { Extra = 4 },
        };
        var kernel = new RecordingKernel { Pinned = Shared };
        BpfException error = Assert.Throws<BpfException>(() => Load(kernel, defined));
        Assert.Equal(Errno.EINVAL, error.Errno);
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(kernel.OpenFds);
    }

    /// <summary>The kernel adds a flag to device maps: pinned ones are the same with it and without it, others are not.</summary>
    [Theory]
    [InlineData(MapType.DevMap, true)]
    [InlineData(MapType.DevMapHash, true)]
    [InlineData(MapType.Array, false)]
    public void Create_PinnedMapThatIsReadOnlyForPrograms_IsSharedWhereTheKernelSaysSo(MapType type, bool isShared)
    {
        MapInfo pinned = Shared with { Type = type, Flags = MapFlags.ReadOnlyProgram };
        var kernel = new RecordingKernel { Pinned = pinned };
        Exception? error = Record.Exception(() => Load(kernel, pinned with { Flags = MapFlags.None }).Dispose());
        Assert.Equal(isShared, error is null);
    }

    // One map of an object takes the definition; the others and the programs are left out.
    private static BpfObject Load(RecordingKernel kernel, MapInfo map, PinningMode pinning = PinningMode.ByName)
    {
        ObjectSpec spec = ObjectSpec.Read(Path.Combine(Repository.Root, "tests", "Corpus", "elf", "maps.o"));
        MapSpec one = spec.Map(Name);
        (one.Type, one.KeySize, one.ValueSize, one.MaxEntries, one.Flags, one.Extra, one.Pinning) =
            (map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags, map.Extra, pinning);
        return BpfObject.Load(kernel, spec, new BpfLoadOptions { PinRoot = "/pins", MapFilter = static m => m.Name == Name, ProgramFilter = static _ => false });
    }
}
