using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Session;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Runs;

/// <summary>One test run of a program: its memory, and how to execute it on a context that the program type has built.</summary>
internal sealed unsafe class TestRunContext : ITestRun, IDisposable
{
    private readonly RunServices services;
    private readonly KernelProgram program;
    private readonly RunSession session;
    private readonly RunLimits limits;
    private readonly List<nint> blocks = [];

    /// <summary>Begins a test run.</summary>
    /// <param name="services">The kernel.</param>
    /// <param name="program">The program, which the caller keeps alive.</param>
    /// <param name="limits">What ends runs before their time.</param>
    public TestRunContext(RunServices services, KernelProgram program, RunLimits limits)
    {
        this.services = services;
        this.limits = limits;
        this.program = program;
        session = services.NewSession();
    }

    /// <inheritdoc/>
    public AttachType ExpectedAttachType => program.ExpectedAttachType;

    /// <inheritdoc/>
    public int ContextBytesUsed => program.ContextBytesUsed;

    /// <inheritdoc/>
    public int CpuCount => services.CpuCount;

    /// <inheritdoc/>
    public byte* TryAllocate(uint bytes)
    {
        byte* block = services.Heap.TryAllocate(bytes);
        if (block != null)
        {
            blocks.Add((nint)block);
        }

        return block;
    }

    /// <summary>Where the last run was ended before its time, or null.</summary>
    public RunStop? Stop { get; private set; }

    /// <summary>Executes the program. What it prints is told to listeners after each run, with the CPU given back.</summary>
    /// <inheritdoc/>
    public Errno Execute(void* context, uint repeat, int cpu, out ulong result, out uint durationNanoseconds)
    {
        uint runs = Math.Max(repeat, 1);
        ulong spent = 0;
        result = 0;
        durationNanoseconds = 0;
        for (uint done = 0; done < runs;)
        {
            if (!ProgramRunner.TryStart(services, session, limits, cpu, out ProgramRunner? runner))
            {
                return Errno.EINTR;
            }

            using (runner)
            {
                ulong started = SystemClock.Now;
                done += runner.Run(program, context, runs - done, out result);
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
            services.Heap.Free((void*)block);
        }
    }
}
