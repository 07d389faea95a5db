using Nbpf.Runtime.Memory;
using Nbpf.Syscall;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>
/// BPF_PROG_TEST_RUN of syscall programs (bpf_prog_test_run_syscall, net/bpf/test_run.c, Linux 6.18): one run on the bytes of ctx_in, which the program may change.
/// Linux writes them back into ctx_in; here they come back in ctx_out, cut to its size.
/// </summary>
internal static unsafe class SystemCallTestRun
{
    /// <summary>Runs the program.</summary>
    /// <param name="run">The run.</param>
    /// <param name="arguments">Input, output and results.</param>
    public static Errno Run(ITestRun run, ProgTestRunArguments arguments)
    {
        if (!arguments.DataIn.IsEmpty || !arguments.DataOut.IsEmpty || arguments.Repeat != 0
            || arguments.Flags != TestRunFlags.None || arguments.BatchSize != 0)
        {
            return Errno.EINVAL;
        }

        int contextSize = arguments.ContextIn.Length;
        if (contextSize < run.ContextBytesUsed || contextSize > SystemCallProgramType.MaximumContextBytes)
        {
            return Errno.EINVAL;
        }

        // SAFETY: the block holds the largest context, whatever the user gave.
        byte* context = run.TryAllocate(SystemCallProgramType.MaximumContextBytes + 1);
        if (context == null)
        {
            return Errno.ENOMEM;
        }

        arguments.ContextIn.Span.CopyTo(new Span<byte>(context, contextSize));
        Errno error = run.Execute(context, repeat: 1, LogicalCpus.AnyCpu, out ulong result, out _);
        if (error != Errno.None)
        {
            return error;
        }

        arguments.ReturnValue = (uint)result;
        arguments.ContextSizeOut = (uint)contextSize;
        int fitting = Math.Min(contextSize, arguments.ContextOut.Length);
        new ReadOnlySpan<byte>(context, fitting).CopyTo(arguments.ContextOut.Span);
        return Errno.None;
    }
}
