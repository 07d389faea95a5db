using Nbpf.Features;
using Xunit;

namespace Nbpf.Linux.Tests.Loading;

public sealed class LockedMemoryLimitTests
{
    [Theory]
    [InlineData(Availability.Available, 0x050400, false)]
    [InlineData(Availability.Missing, 0x050400, true)]
    [InlineData(Availability.NotPermitted, 0x050400, true)]
    [InlineData(Availability.NotPermitted, 0x050b00, false)]
    [InlineData(Availability.Unknown, 0x061200, false)]
    [InlineData(Availability.Unknown, 0, false)]
    public void Counts_IsDecidedByTheAnswerAndThenByTheVersion(Availability accounting, uint version, bool expected) =>
        Assert.Equal(expected, LockedMemoryLimit.Counts(accounting, version));

    [Fact]
    public void Raise_TakesTheLimitAsFarAsTheProcessMay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this is not Linux");
        (ulong soft, ulong hard) = LockedMemoryLimit.Read();
        Assert.SkipWhen(hard < 65536, "the hard limit is lower than what this test sets");
        try
        {
            LockedMemoryLimit.SetSoft(65536);
            Assert.Equal((65536UL, hard), LockedMemoryLimit.Read());
            Assert.Contains("Max locked memory         65536 ", File.ReadAllText("/proc/self/limits"), StringComparison.Ordinal);

            LockedMemoryLimit.Raise();

            (ulong raised, ulong limit) = LockedMemoryLimit.Read();
            Assert.Equal(limit, raised);
            Assert.True(raised >= hard);
        }
        finally
        {
            LockedMemoryLimit.SetSoft(soft);
        }
    }

    [Fact]
    public void SetSoft_AboveTheHardLimit_Fails()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this is not Linux");
        Assert.SkipWhen(LockedMemoryLimit.Read().Hard == LockedMemoryLimit.Unlimited, "there is no hard limit");

        BpfException failure = Assert.Throws<BpfException>(() => LockedMemoryLimit.SetSoft(LockedMemoryLimit.Unlimited));

        Assert.Equal(Syscall.Errno.EINVAL, failure.Errno);
    }
}
