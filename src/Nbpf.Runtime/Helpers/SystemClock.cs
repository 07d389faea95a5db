using System.Diagnostics;

namespace Nbpf.Runtime.Helpers;

/// <summary>The machine's own monotonic clock. Suspension is counted or not as the platform's <see cref="Stopwatch"/> does.</summary>
public sealed class SystemClock : IKernelClock
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    /// <inheritdoc/>
    public ulong MonotonicNanoseconds
    {
        get
        {
            long ticks = Stopwatch.GetTimestamp();
            return Stopwatch.Frequency == 1_000_000_000 ? (ulong)ticks : (ulong)(ticks * NanosecondsPerTick);
        }
    }

    /// <inheritdoc/>
    public ulong BootNanoseconds => MonotonicNanoseconds;
}
