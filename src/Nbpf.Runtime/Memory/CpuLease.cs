namespace Nbpf.Runtime.Memory;

/// <summary>A rented logical CPU: nothing that a run on it reaches is freed before the lease is disposed or refreshed.</summary>
public readonly struct CpuLease : IDisposable
{
    private readonly GracePeriods periods;

    internal CpuLease(GracePeriods periods, int cpu)
    {
        this.periods = periods;
        Cpu = cpu;
    }

    /// <summary>The CPU's number.</summary>
    public int Cpu { get; }

    /// <summary>Bytes from a per-CPU address (CPU 0's copy) to this CPU's copy: <see cref="Execution.RunFrame.PerCpuOffset"/>.</summary>
    public ulong PerCpuOffset => (ulong)Cpu * PerCpuHeap.StrideBytes;

    /// <summary>Between two runs on the same lease: what the run before could reach may be freed.</summary>
    public void Refresh() => periods.Refresh(Cpu);

    /// <summary>Gives the CPU back.</summary>
    public void Dispose() => periods.Exit(Cpu);
}
