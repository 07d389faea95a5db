using Nbpf.Runtime.Memory;
using Xunit;

namespace Nbpf.Runtime.Tests.Memory;

public sealed class GracePeriodTests
{
    [Fact]
    public void Retire_WhileARunIsInProgress_WaitsForItsEndOnly()
    {
        using GracePeriods periods = new(4);
        LogicalCpus cpus = new(periods);
        Recorder recorder = new();
        CpuLease before = cpus.Rent();
        periods.Retire(recorder, 1);
        CpuLease after = cpus.Rent();
        periods.TryReclaim();
        Assert.Empty(recorder.Reclaimed);
        before.Dispose();
        Assert.Equal([1], recorder.Reclaimed);
        after.Dispose();
    }

    [Fact]
    public void Refresh_BetweenRuns_EndsTheWait()
    {
        using GracePeriods periods = new(1);
        Recorder recorder = new();
        using CpuLease lease = new LogicalCpus(periods).Rent();
        periods.Retire(recorder, 1);
        periods.TryReclaim();
        Assert.Empty(recorder.Reclaimed);
        lease.Refresh();
        Assert.Equal([1], recorder.Reclaimed);
    }

    [Fact]
    public void Retire_InsideReclaim_IsReclaimedToo()
    {
        using GracePeriods periods = new(1);
        Recorder inner = new();
        Recorder outer = new() { OnReclaim = () => periods.Retire(inner, 2) };
        periods.Retire(outer, 1);
        periods.Synchronize();
        Assert.Equal([2], inner.Reclaimed);
    }

    [Fact]
    public void Synchronize_RunOfAnotherThread_IsWaitedFor()
    {
        using GracePeriods periods = new(2);
        LogicalCpus cpus = new(periods);
        using Barrier started = new(2);
        bool ended = false, waited = false;
        Thread run = new(() =>
        {
            using CpuLease lease = cpus.Rent();
            started.SignalAndWait();
            for (int i = 0; i < 20; i++)
                Thread.Yield();
            Volatile.Write(ref ended, true);
        });
        Thread waiter = new(() =>
        {
            started.SignalAndWait();
            periods.Synchronize();
            waited = Volatile.Read(ref ended);
        });
        run.Start();
        waiter.Start();
        run.Join();
        waiter.Join();
        Assert.True(waited);
    }

    [Fact]
    public void Rent_ManyThreads_EachCpuHasOneHolder()
    {
        using GracePeriods periods = new(3);
        LogicalCpus cpus = new(periods);
        int[] holders = new int[3];
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using CpuLease lease = cpus.Rent();
            Assert.Equal(1, Interlocked.Increment(ref holders[lease.Cpu]));
            Assert.Equal((ulong)lease.Cpu * PerCpuHeap.StrideBytes, lease.PerCpuOffset);
            Thread.SpinWait(10);
            Interlocked.Decrement(ref holders[lease.Cpu]);
        });
    }

    private sealed class Recorder : IReclaimable
    {
        public List<nint> Reclaimed { get; } = [];

        public Action? OnReclaim { get; init; }

        public void Reclaim(nint item)
        {
            Reclaimed.Add(item);
            OnReclaim?.Invoke();
        }
    }
}
