using Nbpf.Runtime.Commands;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>One test run of a program: its memory, and how to execute it on a context that the program type has built.</summary>
internal sealed unsafe class TestRunContext : IDisposable
{
    private readonly KernelServices kernel;
    private readonly RunSession session;
    private readonly RunLimits limits;
    private readonly List<nint> blocks = [];

    /// <summary>Begins a test run.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="program">The program, which the caller keeps alive.</param>
    /// <param name="limits">What ends runs before their time.</param>
    public TestRunContext(KernelServices kernel, KernelProgram program, RunLimits limits)
    {
        this.kernel = kernel;
        this.limits = limits;
        Program = program;
        session = new RunSession(kernel.Options.Clock, kernel.Trace, kernel.IsKernelMemory);
    }

    /// <summary>The program.</summary>
    public KernelProgram Program { get; }

    /// <summary>Number of CPUs.</summary>
    public int CpuCount => kernel.Options.CpuCount;

    /// <summary>Zeroed memory of the run, or null when there is none left (ENOMEM).</summary>
    /// <param name="bytes">Its size, more than 0.</param>
    public byte* TryAllocate(uint bytes)
    {
        byte* block = kernel.Heap.TryAllocate(bytes);
        if (block != null)
        {
            blocks.Add((nint)block);
        }

        return block;
    }

    /// <summary>Where the last run was ended before its time, or null.</summary>
    public RunStop? Stop { get; private set; }

    /// <summary>Executes the program. What it prints is told to listeners after each run, with the CPU given back.</summary>
    /// <param name="context">The native context.</param>
    /// <param name="repeat">How often; 0 means once.</param>
    /// <param name="cpu">The CPU to run on, or <see cref="LogicalCpus.AnyCpu"/>.</param>
    /// <param name="result">Receives the last run's r0.</param>
    /// <param name="durationNanoseconds">Receives the mean duration of one run.</param>
    /// <returns>ETIMEDOUT when a run took longer than its budget, EINTR when the runs were cancelled.</returns>
    public Errno Execute(void* context, uint repeat, int cpu, out ulong result, out uint durationNanoseconds)
    {
        uint runs = Math.Max(repeat, 1);
        ulong spent = 0;
        result = 0;
        durationNanoseconds = 0;
        for (uint done = 0; done < runs;)
        {
            if (!ProgramRunner.TryStart(kernel, session, limits, cpu, out ProgramRunner? runner))
            {
                return Errno.EINTR;
            }

            using (runner)
            {
                ulong started = SystemClock.Now;
                done += runner.Run(Program, context, runs - done, out result);
                spent += SystemClock.Now - started;
            }

            session.Deliver();
            if (runner.Reason != StopReason.None)
            {
                Stop = runner.Stop;
                return runner.Reason == StopReason.Timeout ? Errno.ETIMEDOUT : Errno.EINTR;
            }
        }

        durationNanoseconds = (uint)Math.Min(spent / runs, uint.MaxValue);
        return Errno.None;
    }

    /// <summary>Frees the run's memory.</summary>
    public void Dispose()
    {
        foreach (nint block in blocks)
        {
            kernel.Heap.Free((void*)block);
        }
    }
}
