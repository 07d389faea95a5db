namespace Nbpf.Readers;

/// <summary>Times to wait, as <see cref="Syscall.IBpfPoll"/> takes them.</summary>
internal static class PollTimeout
{
    /// <summary>Whole milliseconds, rounded up so that a short wait is none of 0; -1 without end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than 24 days.</exception>
    internal static int Milliseconds(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan) return -1;
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout.TotalMilliseconds, int.MaxValue, nameof(timeout));
        return (int)Math.Ceiling(timeout.TotalMilliseconds);
    }
}
