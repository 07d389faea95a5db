using Nbpf.Cli.Demo;
using Xunit;

namespace Nbpf.Cli.Tests.Demo;

public sealed class ParetoSizesTests
{
    [Theory]
    [InlineData(1000, 8.2, 1000)]
    [InlineData(1000, 3, 200)]
    [InlineData(100, 20, 1000)]
    public void Generate_AnyMean_HitsItWithManySmallAndFewLarge(int count, double mean, int maximum)
    {
        IReadOnlyList<int> sizes = ParetoSizes.Generate(count, mean, maximum);

        Assert.Equal(count, sizes.Count);
        Assert.InRange(sizes.Average(), mean * 0.98, mean * 1.02);
        Assert.All(sizes, size => Assert.InRange(size, 1, maximum));
        Assert.True(sizes[count / 2] < mean, "the median is below the mean");
        Assert.Equal(sizes.OrderDescending(), sizes);
    }
}
