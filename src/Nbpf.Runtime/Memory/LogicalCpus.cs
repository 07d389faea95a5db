using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Memory;

/// <summary>
/// The logical CPUs of a kernel. A run rents one for its duration, so that per-CPU values have one writer, and reads
/// under the grace period while it holds it. Thread-safe.
/// </summary>
public sealed class LogicalCpus
{
    /// <summary>Stands for any CPU.</summary>
    public const int AnyCpu = -1;

    private readonly GracePeriods periods;

    /// <summary>Makes the CPUs.</summary>
    /// <param name="periods">Grace periods made for the same number of CPUs.</param>
    public LogicalCpus(GracePeriods periods) => this.periods = periods;

    /// <summary>Number of CPUs.</summary>
    public int Count => periods.CpuCount;

    /// <summary>Whether a CPU is rented now.</summary>
    /// <param name="cpu">Below <see cref="Count"/>.</param>
    public bool IsRented(int cpu) => periods.IsEntered(cpu);

    /// <summary>Rents a CPU; waits while it is taken.</summary>
    /// <param name="cpu">The CPU, below <see cref="Count"/>, or <see cref="AnyCpu"/>: then the one that the thread is on when it is free.</param>
    /// <exception cref="InvalidOperationException">It is not free, and this thread holds one already, so that it might wait for itself.</exception>
    public CpuLease Rent(int cpu = AnyCpu)
    {
        TryRent(cpu, default, out CpuLease lease);
        return lease;
    }

    /// <summary>Rents a CPU; waits while it is taken. False when the wait is cancelled.</summary>
    /// <param name="cpu">The CPU, below <see cref="Count"/>, or <see cref="AnyCpu"/>: then the one that the thread is on when it is free.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="lease">Receives the lease.</param>
    /// <exception cref="InvalidOperationException">It is not free, and this thread holds one already, so that it might wait for itself.</exception>
    public bool TryRent(int cpu, CancellationToken cancellation, out CpuLease lease)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cpu, AnyCpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, periods.CpuCount);
        SpinWait spin = default;
        while (!TryRentNow(cpu, out lease))
        {
            if (spin.Count == 0 && IsRentedByThisThread())
                throw new InvalidOperationException("A run cannot begin: this thread is inside of a run already, and no other CPU is free.");
            if (cancellation.IsCancellationRequested)
                return false;
            Interleaved.Spin(YieldPoint.SlotsTaken, ref spin);
        }
        return true;
    }

    private bool TryRentNow(int cpu, out CpuLease lease)
    {
        int count = cpu == AnyCpu ? periods.CpuCount : 1;
        int first = cpu == AnyCpu ? Interleaved.Spread((int)((uint)Thread.GetCurrentProcessorId() % (uint)count)) : cpu;
        for (int i = 0; i < count; i++)
        {
            int candidate = first + i < periods.CpuCount ? first + i : first + i - periods.CpuCount;
            if (periods.TryEnter(candidate))
            {
                lease = new CpuLease(periods, candidate);
                return true;
            }
        }
        lease = default;
        return false;
    }

    private bool IsRentedByThisThread()
    {
        for (int cpu = 0; cpu < periods.CpuCount; cpu++)
        {
            if (periods.IsEnteredByThisThread(cpu))
                return true;
        }
        return false;
    }
}
