namespace Nbpf.Maglev.Tests.Tables;

public sealed class TableSizeTests
{
    [Fact]
    public void All_EverySize_IsTheGreatestPrimeBelowAPowerOfTwo()
    {
        for (int i = 0; i < TableSize.All.Length; i++)
        {
            int size = TableSize.All[i], power = 128 << i;
            Assert.True(IsPrime(size), $"{size}");
            for (int above = size + 1; above < power; above++) Assert.False(IsPrime(above), $"{above} is prime and nearer to {power} than {size}");
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 127)]
    [InlineData(3, 509)]
    [InlineData(10, 1021)]
    [InlineData(50, 8191)]
    [InlineData(1000, 131071)]
    [InlineData(83885, 8388593)]
    public void For_BackendCount_GivesTheSmallestSizeWithHundredSlotsEach(int count, int size) => Assert.Equal(size, TableSize.For(count));

    [Fact]
    public void For_MoreSlotsPerBackend_GivesALargerSize() => Assert.Equal(65521, TableSize.For(10, 6000));

    [Fact]
    public void For_TooManyBackends_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => TableSize.For(83886));

    private static bool IsPrime(int number) => Enumerable.Range(2, (int)Math.Sqrt(number) - 1).All(divisor => number % divisor != 0);
}
