using Nbpf.Runtime.Memory;
using Xunit;

namespace Nbpf.Runtime.Tests.Memory;

public sealed class GracePeriodTests
{
    [Fact]
    public void Retire_WhileARunIsInProgress_WaitsForItsEndOnly()
    {
        GracePeriods periods = new(4);
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
        GracePeriods periods = new(1);
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
        GracePeriods periods = new(1);
        Recorder inner = new();
        Recorder outer = new() { OnReclaim = () => periods.Retire(inner, 2) };
        periods.Retire(outer, 1);
        periods.Synchronize();
        Assert.Equal([2], inner.Reclaimed);
    }

    [Fact]
    public void RetireOwner_PartsRetiredLaterByItsReaders_GoBeforeIt()
    {
        GracePeriods periods = new(3);
        LogicalCpus cpus = new(periods);
        List<string> order = [];
        CpuLease reader = cpus.Rent(0), late = cpus.Rent(1);
        periods.RetireOwner(new Recorder { OnReclaim = () => order.Add("owner") });
        periods.Retire(new Recorder { OnReclaim = () => order.Add("part") });
        late.Dispose();
        Assert.Empty(order);

        // The owner's own period is over before the part's.
        CpuLease other = cpus.Rent(2);
        periods.Retire(new Recorder { OnReclaim = () => order.Add("last part") });
        reader.Dispose();
        Assert.Equal(["part"], order);
        other.Dispose();
        Assert.Equal(["part", "last part", "owner"], order);
        Assert.Equal(0, periods.PendingCount);
    }

    [Fact]
    public void Dispose_LastReaderWhileAnotherReclaims_LeavesNothingBehind()
    {
        GracePeriods periods = new(2);
        LogicalCpus cpus = new(periods);
        CpuLease last = cpus.Rent(1);
        Recorder waiting = new();

        // The other thread's end finds the lock taken by the reclaiming that this object is part of.
        Recorder first = new()
        {
            OnReclaim = () =>
            {
                periods.Retire(waiting, 2);
                Thread end = new(last.Dispose);
                end.Start();
                end.Join();
            },
        };
        CpuLease early = cpus.Rent(0);
        periods.Retire(first, 1);
        last.Refresh();
        early.Dispose();
        Assert.Equal([2], waiting.Reclaimed);
    }

    [Fact]
    public void Synchronize_RunOfAnotherThread_IsWaitedFor()
    {
        GracePeriods periods = new(2);
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
        GracePeriods periods = new(3);
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

    /// <summary>Each of them also ends runs, and so reclaims what others retired.</summary>
    [Fact]
    public void Retire_ByThreadsAtOnce_ReclaimsEachItemOnce()
    {
        const int threads = 4, items = 50_000;
        GracePeriods periods = new(threads);
        LogicalCpus cpus = new(periods);
        Counter counter = new(threads * items);
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            for (int i = 0; i < items; i++)
            {
                int item = (thread * items) + i;
                using CpuLease lease = cpus.Rent();
                if (item % 3 == 0)
                    periods.RetireOwner(new Recorder { OnReclaim = () => counter.Reclaim(item) });
                else
                    periods.Retire(counter, item);
            }
        });
        periods.Synchronize();
        Assert.Equal(0, periods.PendingCount);
        Assert.Equal(-1, counter.Counts.AsSpan().IndexOfAnyExcept(1));
    }

    private sealed class Counter(int count) : IReclaimable
    {
        public int[] Counts { get; } = new int[count];

        public void Reclaim(nint item) => Interlocked.Increment(ref Counts[item]);
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
