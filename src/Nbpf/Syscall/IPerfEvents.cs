namespace Nbpf.Syscall;

/// <summary>
/// Events that perf_event_open(2) makes and that programs attach to: a capability of a kernel besides bpf(2), asked for by type
/// (<c>kernel is IPerfEvents</c>). File descriptors are closed with <see cref="IBpf.Close"/>.
/// </summary>
public interface IPerfEvents
{
    /// <summary>Opens the event of a place in an executable file.</summary>
    /// <param name="uprobe">The place.</param>
    /// <returns>The event's file descriptor, or an error.</returns>
    SysResult OpenUprobe(UprobeEvent uprobe);

    /// <summary>Opens the event of a place in a kernel function.</summary>
    /// <param name="kprobe">The place.</param>
    /// <returns>The event's file descriptor, or an error.</returns>
    SysResult OpenKprobe(KprobeEvent kprobe);

    /// <summary>Opens a tracepoint's event, on all CPUs and processes: ENOENT when there is no such tracepoint.</summary>
    /// <param name="category">The directory below <c>events</c> in tracefs.</param>
    /// <param name="name">The tracepoint's name in it.</param>
    /// <returns>The event's file descriptor, or an error.</returns>
    SysResult OpenTracepoint(string category, string name);

    /// <summary>Opens a sampling event, disabled.</summary>
    /// <param name="sampling">What is counted, and where.</param>
    /// <returns>The event's file descriptor, or an error.</returns>
    SysResult OpenSampling(SamplingEvent sampling);

    /// <summary>Lets an event count (PERF_EVENT_IOC_ENABLE).</summary>
    /// <param name="eventFd">The event.</param>
    SysResult Enable(int eventFd);

    /// <summary>Names of the kernel functions that can be probed and match a pattern, in the kernel's order; empty when they cannot be read.</summary>
    /// <param name="pattern">The pattern, with <c>*</c> and <c>?</c>.</param>
    IReadOnlyList<string> FunctionsMatching(string pattern);
}
