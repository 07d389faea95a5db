using System.Diagnostics;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.RingBuffers;

/// <summary>
/// Waits for ring buffers as epoll(7) does: what is watched gets on a list of candidates when a producer wakes it or when it has data as
/// it is added; a wait looks at the candidates and keeps those that have data. So data that was committed without a wakeup ends no wait.
/// </summary>
internal sealed class RingBufferPoll(ObjectTable objects) : IBpfPoll
{
    private readonly object gate = new();
    private readonly Dictionary<int, Watch> watches = [];
    private bool isWoken;
    private bool isDisposed;

    /// <inheritdoc/>
    public SysResult Add(int fd, bool forSpace = false)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref isDisposed), this);
        Errno error = objects.Acquire(fd, out KernelObject? found);
        if (error != Errno.None)
            return error;
        if (found is not RingBufferMap ring)
        {
            found!.Put();
            return Errno.EPERM;
        }

        // Until the end nothing of the ring is freed, also when the watch is removed meanwhile.
        using ReadSection section = objects.GracePeriods.Enter();
        Watch watch = new(this, ring, forSpace);

        // Announced before the look, so that data that come between are seen by one of the two.
        ring.AddWaiter(watch.Wake);
        Watch? stale = null;
        Errno refusal = Errno.None;
        lock (gate)
        {
            // Of a descriptor that was closed and given out again the old ring is watched no more.
            if (isDisposed)
                refusal = Errno.EBADF;
            else if (watches.TryGetValue(fd, out stale) && stale.Watches(ring))
                refusal = Errno.EEXIST;
            else
                watches[fd] = watch;
        }
        if (refusal != Errno.None)
        {
            watch.End();
            return refusal;
        }
        stale?.End();
        Interleaved.At(YieldPoint.PollAnnounced);
        if (watch.HasData)
            watch.Wake();
        return SysResult.Ok;
    }

    /// <inheritdoc/>
    public SysResult Remove(int fd)
    {
        Watch? watch;
        lock (gate)
            watches.Remove(fd, out watch);
        if (watch is null)
            return objects.Find(fd, out KernelObject? _, out _) == Errno.EBADF ? Errno.EBADF : Errno.ENOENT;
        watch.End();
        return SysResult.Ok;
    }

    /// <inheritdoc/>
    public SysResult Wait(Span<int> ready, int timeoutMilliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        lock (gate)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(isDisposed, this);
                int count = TakeReady(ready);
                bool woken = isWoken;
                isWoken = false;
                if (count != 0 || woken || timeoutMilliseconds == 0)
                    return new SysResult(count);
                if (timeoutMilliseconds < 0)
                {
                    Monitor.Wait(gate);
                    continue;
                }
                int left = timeoutMilliseconds - (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (left <= 0)
                    return new SysResult(0);
                Monitor.Wait(gate, left);
            }
        }
    }

    /// <inheritdoc/>
    public void Wake()
    {
        lock (gate)
        {
            isWoken = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        List<Watch> ended;
        lock (gate)
        {
            isDisposed = true;
            ended = [.. watches.Values];
            watches.Clear();
            Monitor.PulseAll(gate);
        }
        foreach (Watch watch in ended)
            watch.End();
    }

    // A consumer has written its position before it waits, and the lock that is held here is a full barrier after that: a producer whose data are not seen here sees
    // the position when it commits, and wakes. What is reserved and not committed counts as data, as in Linux.
    private int TakeReady(Span<int> ready)
    {
        int count = 0;
        foreach ((int fd, Watch watch) in watches)
        {
            if (!watch.IsCandidate || count == ready.Length)
                continue;
            watch.IsCandidate = watch.HasData;
            if (watch.IsCandidate)
                ready[count++] = fd;
        }
        return count;
    }

    private sealed class Watch(RingBufferPoll poll, RingBufferMap ring, bool forSpace)
    {
        public bool IsCandidate { get; set; }

        public unsafe bool HasData => !forSpace && Ring.AvailableBytes(ring.Storage) != 0;

        public bool Watches(RingBufferMap other) => ring == other;

        public void Wake()
        {
            lock (poll.gate)
            {
                IsCandidate = true;
                Monitor.PulseAll(poll.gate);
            }
        }

        public void End()
        {
            ring.RemoveWaiter(Wake);
            ring.Put();
        }
    }
}
