using System.Runtime.InteropServices;
using Nbpf.Runtime.Commands;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;

namespace Nbpf.Runtime.Links;

/// <summary>One passage through hooks: the CPU and the memory of the programs that run in it. What it reads of a hook stays in memory until it is disposed.</summary>
internal sealed unsafe class HookRun : IDisposable
{
    private readonly KernelServices kernel;
    private readonly CpuLease lease;
    private readonly GCHandle handle;
    private readonly List<nint> blocks = [];

    /// <summary>Rents a CPU.</summary>
    public HookRun(KernelServices kernel)
    {
        this.kernel = kernel;
        lease = kernel.RentCpu();
        Session = new RunSession(kernel.Options.Clock, kernel.Trace, kernel.IsKernelMemory);
        handle = GCHandle.Alloc(Session);
    }

    /// <summary>What helpers keep of the runs.</summary>
    public RunSession Session { get; }

    /// <summary>Zeroed memory that lives until the end.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel's memory limit is reached.</exception>
    public byte* Allocate(uint bytes)
    {
        byte* block = kernel.Heap.TryAllocate(bytes);
        if (block == null)
            throw new InsufficientMemoryException("The in-process kernel's memory limit leaves no room for the packet.");
        blocks.Add((nint)block);
        return block;
    }

    /// <summary>Runs a program once.</summary>
    public ulong Execute(KernelProgram program, void* context)
    {
        // SAFETY: frame and context outlive the run; the lease keeps what it reaches in memory.
        RunFrame frame = new()
        {
            PerCpuOffset = lease.PerCpuOffset,
            Cpu = (uint)lease.Cpu,
            Context = context,
            RandomState = (ulong)Random.Shared.NextInt64(),
            Session = GCHandle.ToIntPtr(handle),
        };
        return RunStack.HasRoom ? program.Run(&frame, context) : RunOnFreshThread(program, &frame, context);
    }

    /// <summary>Gives CPU and memory back.</summary>
    public void Dispose()
    {
        foreach (nint block in blocks)
            kernel.Heap.Free((void*)block);
        handle.Free();
        lease.Dispose();
    }

    private static ulong RunOnFreshThread(KernelProgram program, RunFrame* frame, void* context) =>
        RunStack.OnFreshThread(frame, () => program.Run(frame, context));
}
