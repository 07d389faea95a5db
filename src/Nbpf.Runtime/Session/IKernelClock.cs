namespace Nbpf.Runtime;

/// <summary>
/// The time that programs see. <see cref="SystemClock"/> is the machine's, <see cref="VirtualClock"/> a test's. It is asked inside of runs, on any thread: it
/// answers from what it knows and neither waits for anything nor calls into the kernel.
/// </summary>
public interface IKernelClock
{
    /// <summary>Nanoseconds since the kernel started, not counting suspension (CLOCK_MONOTONIC).</summary>
    ulong MonotonicNanoseconds { get; }

    /// <summary>Nanoseconds since the kernel started, counting suspension (CLOCK_BOOTTIME).</summary>
    ulong BootNanoseconds { get; }
}
