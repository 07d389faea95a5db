namespace Nbpf.Runtime;

/// <summary>A clock that stands still until it is advanced: tests of timeouts and rate limits need no waiting.</summary>
public sealed class VirtualClock : IKernelClock
{
    private ulong nanoseconds;

    /// <summary>Creates a clock.</summary>
    /// <param name="startNanoseconds">What it shows at first.</param>
    public VirtualClock(ulong startNanoseconds = 0) => nanoseconds = startNanoseconds;

    /// <inheritdoc/>
    public ulong MonotonicNanoseconds => Volatile.Read(ref nanoseconds);

    /// <inheritdoc/>
    public ulong BootNanoseconds => MonotonicNanoseconds;

    /// <summary>Moves the clock forward.</summary>
    /// <param name="time">By how much; not negative.</param>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Interlocked.Add(ref nanoseconds, (ulong)(time.Ticks * 100));
    }
}
