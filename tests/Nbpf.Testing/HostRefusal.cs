using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Testing;

/// <summary>
/// Program loads that the machine's host forbids although the process has every capability they take: sandboxes filter programs
/// that look into the kernel. What a test would show then is the sandbox, so it is skipped with the reason.
/// </summary>
public static class HostRefusal
{
    // What sandboxes filter. A refusal of any other type is the kernel's or a fault of ours, and fails its test.
    private static readonly ProgramType[] Filtered =
    [
        ProgramType.Tracing, ProgramType.Lsm, ProgramType.StructOps, ProgramType.Ext, ProgramType.Kprobe, ProgramType.Tracepoint,
        ProgramType.PerfEvent, ProgramType.RawTracepoint, ProgramType.RawTracepointWritable,
    ];

    /// <summary>Whether the load of an object failed for this reason.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="reason">Why, for the skipped test.</param>
    public static bool Is(BpfException failure, out string reason)
    {
        ArgumentNullException.ThrowIfNull(failure);
        reason = failure.Message;
        return failure is BpfVerifierException { Errno: Errno.EPERM, Log: "" }
            && Filtered.Any(type => failure.Message.Contains($"programs of type {KernelNames.Of(type)} need, so something else forbids it", StringComparison.Ordinal));
    }

    /// <summary>Whether the command BPF_PROG_LOAD failed for this reason.</summary>
    /// <param name="result">Its answer.</param>
    /// <param name="type">The program's type.</param>
    /// <param name="log">The verifier's log.</param>
    /// <param name="reason">Why, for the skipped test.</param>
    public static bool Is(SysResult result, ProgramType type, string log, out string reason)
    {
        ArgumentNullException.ThrowIfNull(log);
        reason = ProcessPrivileges.Read(kernel: null).Explain(type);
        return result.Errno == Errno.EPERM && log.Length == 0 && Filtered.Contains(type) && reason.Contains("something else forbids it", StringComparison.Ordinal);
    }
}
