using Nbpf.Runtime.Memory;
using Nbpf.Syscall;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>BPF_PROG_TEST_RUN of raw tracepoint programs (bpf_prog_test_run_raw_tp, net/bpf/test_run.c, Linux 6.18): one run on the arguments in ctx_in, on the CPU of the caller's choice.</summary>
internal static unsafe class RawTracepointTestRun
{
    /// <summary>Runs the program.</summary>
    /// <param name="run">The run.</param>
    /// <param name="arguments">Input, output and results.</param>
    public static Errno Run(ITestRun run, ProgTestRunArguments arguments)
    {
        if (!arguments.DataIn.IsEmpty || !arguments.DataOut.IsEmpty || !arguments.ContextOut.IsEmpty || arguments.Repeat != 0 || arguments.BatchSize != 0)
        {
            return Errno.EINVAL;
        }

        int contextSize = arguments.ContextIn.Length;
        if (contextSize < run.ContextBytesUsed || contextSize > RawTracepointProgramType.ContextBytes)
        {
            return Errno.EINVAL;
        }

        bool onCpu = (arguments.Flags & TestRunFlags.RunOnCpu) != 0;
        if (!onCpu && arguments.Cpu != 0)
        {
            return Errno.EINVAL;
        }

        if (onCpu && arguments.Cpu >= run.CpuCount)
        {
            return Errno.ENXIO;
        }

        // SAFETY: the block holds the largest context, whatever the user gave.
        byte* context = run.TryAllocate(RawTracepointProgramType.ContextBytes);
        if (context == null)
        {
            return Errno.ENOMEM;
        }

        arguments.ContextIn.Span.CopyTo(new Span<byte>(context, contextSize));
        Errno error = run.Execute(context, repeat: 1, onCpu ? (int)arguments.Cpu : LogicalCpus.AnyCpu, out ulong result, out _);
        arguments.ReturnValue = (uint)result;
        return error;
    }
}
