using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.Session;

namespace Nbpf.Runtime.Runs;

/// <summary>
/// One passage through hooks: the CPU and the memory of the programs that run in it. What it reads of a hook stays in memory until it is disposed. Then, with
/// the CPU given back, listeners hear what the programs printed.
/// </summary>
internal sealed unsafe class HookRun : IDisposable
{
    private readonly RunServices services;
    private readonly ProgramRunner? runner;
    private readonly List<nint> blocks = [];

    /// <summary>Rents a CPU.</summary>
    /// <param name="services">The kernel.</param>
    /// <param name="limits">What ends programs before their time, or null for the kernel's own budget.</param>
    public HookRun(RunServices services, BpfRunLimits? limits)
    {
        this.services = services;
        Session = services.NewSession();
        ProgramRunner.TryStart(services, Session, services.LimitsOf(limits), LogicalCpus.AnyCpu, out runner);
    }

    /// <summary>What helpers keep of the runs.</summary>
    public RunSession Session { get; }

    /// <summary>Runs that were ended before their time.</summary>
    public int StoppedCount { get; private set; }

    /// <summary>Zeroed memory that lives until the end.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel's memory limit is reached.</exception>
    public byte* Allocate(uint bytes)
    {
        byte* block = services.Heap.TryAllocate(bytes);
        if (block == null)
            throw new InsufficientMemoryException("The in-process kernel's memory limit leaves no room for the packet.");
        blocks.Add((nint)block);
        return block;
    }

    /// <summary>Runs a program once.</summary>
    /// <param name="program">The program.</param>
    /// <param name="context">The native context.</param>
    /// <param name="failure">What its type's hook takes for the result of a run that was ended before its time.</param>
    public ulong Execute(KernelProgram program, void* context, ulong failure)
    {
        if (runner is not null && runner.Run(program, context, 1, out ulong result) == 1)
            return result;
        StoppedCount++;
        return failure;
    }

    /// <summary>Gives CPU and memory back.</summary>
    public void Dispose()
    {
        foreach (nint block in blocks)
            services.Heap.Free((void*)block);
        runner?.Dispose();
        Session.Deliver();
    }
}
