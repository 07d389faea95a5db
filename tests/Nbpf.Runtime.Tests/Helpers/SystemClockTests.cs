using Xunit;

namespace Nbpf.Runtime.Tests.Helpers;

/// <summary>Ticks of the machine's clock in nanoseconds.</summary>
public sealed class SystemClockTests
{
    [Theory]
    [InlineData(0, 1_000_000_000, 0)]
    [InlineData(1, 1_000_000_000, 1)]
    [InlineData(99, 1_000_000_000, 99)]
    [InlineData(long.MaxValue, 1_000_000_000, long.MaxValue)]
    [InlineData(3, 10_000_000, 300)]
    [InlineData(1, 3_000_000_000, 0)]
    [InlineData(2_999_999_999, 3_000_000_000, 999_999_999)]
    [InlineData(3_000_000_000, 3_000_000_000, 1_000_000_000)]
    [InlineData(24_000_001, 24_000_000, 1_000_000_041)]
    [InlineData(10_000_000L * 86400 * 365 * 100 + 7, 10_000_000, 1_000_000_000L * 86400 * 365 * 100 + 700)]
    public void ToNanoseconds_AnyRate_IsExact(long ticks, long ticksPerSecond, long expected) =>
        Assert.Equal((ulong)expected, SystemClock.ToNanoseconds(ticks, ticksPerSecond));
}
