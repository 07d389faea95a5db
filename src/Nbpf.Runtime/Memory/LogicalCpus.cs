using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Memory;

/// <summary>
/// The logical CPUs of a kernel. A run rents one for its duration, so that per-CPU values have one writer, and reads
/// under the grace period while it holds it. Thread-safe.
/// </summary>
public sealed class LogicalCpus
{
    private readonly GracePeriods periods;

    /// <summary>Makes the CPUs.</summary>
    /// <param name="periods">Grace periods made for the same number of CPUs.</param>
    public LogicalCpus(GracePeriods periods) => this.periods = periods;

    /// <summary>Number of CPUs.</summary>
    public int Count => periods.CpuCount;

    /// <summary>Rents a CPU, the one that the thread is on when it is free; waits while all are taken.</summary>
    public CpuLease Rent()
    {
        int count = periods.CpuCount;
        SpinWait spin = default;
        while (true)
        {
            int first = Interleaved.Spread((int)((uint)Thread.GetCurrentProcessorId() % (uint)count));
            if (periods.TryEnter(first))
                return new CpuLease(periods, first);
            for (int i = 1; i < count; i++)
            {
                int cpu = first + i < count ? first + i : first + i - count;
                if (periods.TryEnter(cpu))
                    return new CpuLease(periods, cpu);
            }
            Interleaved.Spin(YieldPoint.SlotsTaken, ref spin);
        }
    }

    /// <summary>Rents one CPU of the caller's choice; waits while it is taken.</summary>
    /// <param name="cpu">Below <see cref="Count"/>.</param>
    public CpuLease Rent(int cpu)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cpu, (uint)periods.CpuCount, nameof(cpu));
        SpinWait spin = default;
        while (!periods.TryEnter(cpu))
            Interleaved.Spin(YieldPoint.SlotsTaken, ref spin);
        return new CpuLease(periods, cpu);
    }
}
