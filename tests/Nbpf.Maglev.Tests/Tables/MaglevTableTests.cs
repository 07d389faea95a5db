using CsCheck;

namespace Nbpf.Maglev.Tests.Tables;

public sealed class MaglevTableTests
{
    [Theory]
    [InlineData(1, 127)]
    [InlineData(2, 2)]
    [InlineData(3, 509)]
    [InlineData(7, 7)]
    [InlineData(50, 8191)]
    [InlineData(100, 1021)]
    [InlineData(400, 401)]
    public void Build_AnyBackends_GivesThePapersTable(int count, int size)
    {
        foreach (Backend[] backends in new[] { BackendSets.IPv4(count), BackendSets.IPv6(count) })
            Assert.Equal(PaperTable.Populate(backends, size), MaglevTable.Build(backends, size).Slots);
    }

    [Fact]
    public void Build_RandomBackends_GivesThePapersTable() =>
        Gen.Select(Gen.ULong.HashSet[1, 60], Gen.Int[0, 3]).Sample(
            (addresses, sizeIndex) =>
            {
                Backend[] backends = [.. addresses.Select((address, i) => new Backend((uint)i + 1, new WireAddress(address >> 3, address)))];
                int size = TableSize.All[sizeIndex];
                return PaperTable.Populate(backends, size).AsSpan().SequenceEqual(MaglevTable.Build(backends, size).Slots.AsSpan());
            },
            iter: 100);

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Build_SizeOfTheSequence_SharesDifferByOneSlotAtMost(int count)
    {
        MaglevTable table = MaglevTable.Build(BackendSets.IPv4(count), TableSize.For(count));

        int[] shares = [.. table.Slots.GroupBy(id => id).Select(group => group.Count())];

        Assert.Equal(count, shares.Length);
        Assert.InRange(shares.Max() - shares.Min(), 0, 1);
        Assert.Equal(shares.Max() / shares.Average(), table.MaxOverMean, 12);
        Assert.InRange(table.MaxOverMean, 1, 1.01);
    }

    [Fact]
    public void Build_BackendsInAnotherOrder_GivesTheSameTable()
    {
        Backend[] backends = BackendSets.IPv4(200);
        MaglevTable table = MaglevTable.Build(backends, 32749);

        for (int seed = 0; seed < 5; seed++)
        {
            BackendSets.Shuffle(backends, seed);
            Assert.Equal(table.Slots, MaglevTable.Build(backends, 32749).Slots);
        }
    }

    // Needless moves are slots that change hands though neither their old nor their new owner came or went for them.
    // The bounds are what was measured for these very inputs with a margin; the inputs do not vary.
    [Theory]
    [InlineData(10, 1021, 0.030)]
    [InlineData(10, 65521, 0.010)]
    [InlineData(100, 16381, 0.020)]
    [InlineData(1000, 131071, 0.015)]
    public void Build_OneBackendGone_MovesFewSlotsOfOthers(int count, int size, double bound)
    {
        Backend[] backends = BackendSets.IPv4(count);
        MaglevTable before = MaglevTable.Build(backends, size);
        double worst = 0, sum = 0;
        int removals = Math.Min(count, 10);

        for (int i = 0; i < removals; i++)
        {
            Backend gone = backends[i * (count / removals)];
            MaglevTable after = MaglevTable.Build([.. backends.Where(backend => backend != gone)], size);
            int needless = before.Slots.Zip(after.Slots).Count(pair => pair.First != gone.Id && pair.First != pair.Second);
            worst = Math.Max(worst, (double)needless / size);
            sum += (double)needless / size;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{count} backends, {size} slots: mean {sum / removals:P2}, worst {worst:P2}");
        Assert.InRange(worst, 0, bound);
    }

    [Fact]
    public void Build_NoBackends_GivesAnEmptyTable()
    {
        MaglevTable table = MaglevTable.Build([], 0);

        Assert.Equal(0, table.Size);
        Assert.Equal(0, table.MaxOverMean);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(3, 128)]
    [InlineData(3, 1)]
    [InlineData(3, 0)]
    [InlineData(3, -7)]
    [InlineData(0, 127)]
    public void Build_SizeThatDoesNotFit_Throws(int count, int size) =>
        Assert.Throws<ArgumentException>(() => MaglevTable.Build(BackendSets.IPv4(count), size));

    [Fact]
    public void Build_AddressGivenTwice_NamesIt()
    {
        Backend[] backends = [.. BackendSets.IPv4(5), new Backend(9, WireAddress.Parse("10.0.0.3"))];

        ArgumentException exception = Assert.Throws<ArgumentException>(() => MaglevTable.Build(backends, 127));

        Assert.Contains("10.0.0.3", exception.Message, StringComparison.Ordinal);
    }
}
