using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Session;

namespace Nbpf.Runtime.Runs;

/// <summary>What runs of programs take from their kernel.</summary>
/// <param name="cpus">Where they get their CPU.</param>
/// <param name="watch">Ends those that take too long.</param>
/// <param name="heap">Native memory.</param>
/// <param name="objects">The kernel's objects.</param>
/// <param name="clock">The time that programs see.</param>
/// <param name="trace">What programs print.</param>
/// <param name="budget">How long a run may take, unless whoever asks for it says otherwise.</param>
internal sealed class RunServices(LogicalCpus cpus, RunWatch watch, NativeHeap heap, ObjectTable objects, IKernelClock clock, TraceLog trace, TimeSpan budget)
{
    private volatile bool isClosed;

    /// <summary>Ends those that take too long.</summary>
    public RunWatch Watch => watch;

    /// <summary>Native memory.</summary>
    public NativeHeap Heap => heap;

    /// <summary>The kernel's objects.</summary>
    public ObjectTable Objects => objects;

    /// <summary>Number of CPUs.</summary>
    public int CpuCount => cpus.Count;

    /// <summary>What ends a run before its time.</summary>
    /// <param name="wanted">What the caller wants, or null.</param>
    public RunLimits LimitsOf(BpfRunLimits? wanted) => new(wanted?.Budget ?? budget, wanted?.Cancellation ?? default);

    /// <summary>What helpers find of a run.</summary>
    public RunSession NewSession() => new(clock, trace, IsKernelMemory);

    /// <summary>Rents a CPU for runs; waits while it is, or all are, taken. False when the wait is cancelled.</summary>
    /// <param name="cpu">The CPU, or <see cref="LogicalCpus.AnyCpu"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="lease">Receives the lease.</param>
    /// <exception cref="ObjectDisposedException">The kernel was disposed.</exception>
    /// <exception cref="InvalidOperationException">None is free, and this thread holds one already.</exception>
    public bool TryRentCpu(int cpu, CancellationToken cancellation, out CpuLease lease)
    {
        if (!cpus.TryRent(cpu, cancellation, out lease))
            return false;
        if (!isClosed)
            return true;
        lease.Dispose();
        throw new ObjectDisposedException("BpfRuntime");
    }

    /// <summary>No run begins afterwards.</summary>
    public void Close()
    {
        isClosed = true;
        watch.Close();
    }

    // Whether so many bytes at an address are this kernel's own memory.
    private bool IsKernelMemory(ulong address, int length) =>
        heap.TryFindBlock(address, out ulong start, out ulong size) && address - start + (ulong)length <= size;
}
