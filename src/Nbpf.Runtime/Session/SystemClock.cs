using System.Diagnostics;

namespace Nbpf.Runtime;

/// <summary>The machine's own monotonic clock. Suspension is counted or not as the platform's <see cref="Stopwatch"/> does.</summary>
public sealed class SystemClock : IKernelClock
{
    /// <inheritdoc/>
    public ulong MonotonicNanoseconds => Now;

    /// <inheritdoc/>
    public ulong BootNanoseconds => Now;

    /// <summary>What every such clock shows. Run times are differences of it, because the clock that programs see may be a test's.</summary>
    internal static ulong Now => ToNanoseconds(Stopwatch.GetTimestamp(), Stopwatch.Frequency);

    /// <summary>Ticks of a stopwatch in whole nanoseconds, exact at any tick rate (<see cref="Stopwatch.GetElapsedTime(long)"/> counts in hundreds).</summary>
    /// <param name="ticks">The ticks, not negative.</param>
    /// <param name="ticksPerSecond">Their rate, below 9.2 GHz.</param>
    internal static ulong ToNanoseconds(long ticks, long ticksPerSecond)
    {
        const long NanosecondsPerSecond = 1_000_000_000;
        if (ticksPerSecond == NanosecondsPerSecond) return (ulong)ticks;
        (long seconds, long rest) = Math.DivRem(ticks, ticksPerSecond);
        return ((ulong)seconds * NanosecondsPerSecond) + (ulong)(rest * NanosecondsPerSecond / ticksPerSecond);
    }
}
