using System.Runtime.InteropServices;
using Nbpf.Runtime.Commands;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>One test run of a program: its memory, and how to execute it on a context that the program type has built.</summary>
internal sealed unsafe class TestRunContext : IDisposable
{
    // Between so many runs, what the runs before could reach may be freed.
    private const uint RunsPerRefresh = 64;

    private readonly KernelServices kernel;
    private readonly RunSession session;
    private readonly List<nint> blocks = [];

    /// <summary>Begins a test run.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="program">The program, which the caller keeps alive.</param>
    public TestRunContext(KernelServices kernel, KernelProgram program)
    {
        this.kernel = kernel;
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

    /// <summary>Executes the program.</summary>
    /// <param name="context">The native context.</param>
    /// <param name="repeat">How often; 0 means once.</param>
    /// <param name="cpu">The CPU to run on, or -1 for any.</param>
    /// <param name="durationNanoseconds">Receives the mean duration of one run.</param>
    /// <returns>The last run's r0.</returns>
    public ulong Execute(void* context, uint repeat, int cpu, out uint durationNanoseconds) => RunStack.HasRoom
        ? ExecuteHere(context, repeat, cpu, out durationNanoseconds)
        : ExecuteOnFreshThread(context, repeat, cpu, out durationNanoseconds);

    /// <summary>Frees the run's memory.</summary>
    public void Dispose()
    {
        foreach (nint block in blocks)
        {
            kernel.Heap.Free((void*)block);
        }
    }

    private ulong ExecuteOnFreshThread(void* context, uint repeat, int cpu, out uint durationNanoseconds)
    {
        uint duration = 0;
        ulong result = RunStack.OnFreshThread(() => ExecuteHere(context, repeat, cpu, out duration));
        durationNanoseconds = duration;
        return result;
    }

    private ulong ExecuteHere(void* context, uint repeat, int cpu, out uint durationNanoseconds)
    {
        using CpuLease lease = kernel.RentCpu(cpu);
        GCHandle handle = GCHandle.Alloc(session);
        try
        {
            // SAFETY: frame and context outlive the runs; the lease keeps what they reach in memory.
            RunFrame frame = new()
            {
                PerCpuOffset = lease.PerCpuOffset,
                Cpu = (uint)lease.Cpu,
                Context = context,
                RandomState = (ulong)Random.Shared.NextInt64(),
                Session = GCHandle.ToIntPtr(handle),
            };
            uint runs = Math.Max(repeat, 1);
            ulong result = 0;
            ulong started = SystemClock.Now;
            for (uint i = 0; i < runs; i++)
            {
                if (i % RunsPerRefresh == RunsPerRefresh - 1)
                {
                    lease.Refresh();
                }

                frame.TailCallCount = 0;
                result = Program.Run(&frame, context);
            }

            durationNanoseconds = (uint)Math.Min((SystemClock.Now - started) / runs, uint.MaxValue);
            return result;
        }
        finally
        {
            handle.Free();
        }
    }
}
