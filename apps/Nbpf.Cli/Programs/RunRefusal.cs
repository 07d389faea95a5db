using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Cli.Programs;

/// <summary>What the kernel may have against the arguments of a test run: it says EINVAL and not why (net/bpf/test_run.c, Linux 6.18).</summary>
internal static class RunRefusal
{
    /// <summary>What was given and what programs of the type take.</summary>
    /// <param name="type">The program's type.</param>
    /// <param name="arguments">The arguments that were refused.</param>
    public static string Explain(ProgramType type, ProgTestRunArguments arguments) => string.Create(
        CultureInfo.InvariantCulture,
        $"data_in has {arguments.DataIn.Length} bytes, ctx_in {arguments.ContextIn.Length}, repeat is {arguments.Repeat}; {Rule(type)}");

    private static string Rule(ProgramType type) => type switch
    {
        ProgramType.Xdp => "an XDP program takes data_in of 14 bytes (an Ethernet header) or more, and ctx_in like struct xdp_md with data_meta 0 and data_end within data_in",
        ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct =>
            "a packet program takes data_in of 14 bytes (an Ethernet header, with the whole IP header where it announces one) to 3712, and ctx_in like struct __sk_buff with only fields set that a run can set",
        ProgramType.RawTracepoint => "a raw tracepoint program takes no data_in, no ctx_out and repeat 0, and ctx_in of as many bytes as it reads, 96 at most",
        ProgramType.Syscall => "a syscall program takes no data_in and repeat 0, and ctx_in of as many bytes as it reads, 65535 at most",
        _ => "a program of its type takes another data_in, ctx_in or repeat",
    };
}
