using System.Diagnostics;
using System.Runtime.InteropServices;
using Nbpf.Syscall;
using static Nbpf.Uapi.Constants;

namespace Nbpf.Readers;

/// <summary>
/// Writes to a BPF_MAP_TYPE_USER_RINGBUF, which programs drain with bpf_user_ringbuf_drain: reserve, fill in place, submit.
/// Thread-safe: reservations take a lock, filling and submitting do not. Records are drained in the order of their reservation.
/// </summary>
/// <remarks>
/// The mapping is <see cref="RingBuffer"/>'s with the roles exchanged: the consumer's page is the kernel's, the producer's page and the
/// data are ours (kernel/bpf/ringbuf.c, Linux 6.18).
/// </remarks>
public sealed class UserRingBuffer : IDisposable
{
    private const int HeaderSize = (int)BPF_RINGBUF_HDR_SZ;

    private readonly Lock _lock = new();
    private readonly RingPages _pages;
    private readonly IBpfPoll _poll;
    private int _reservationCount;
    private bool _isDisposed;

    /// <summary>Maps a user ring buffer.</summary>
    /// <param name="map">The map; it stays its owner's and must live as long as this.</param>
    /// <exception cref="ArgumentException">The map is no user ring buffer, or one of more than 512 MiB.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public UserRingBuffer(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Type != MapType.UserRingBuf) throw new ArgumentException($"map '{map.Name}' is no user ring buffer ({map.Type})", nameof(map));
        Map = map;
        _pages = new RingPages(map, isProducer: true);
        SysResult result = map.Kernel.PollCreate(out IBpfPoll? poll);
        if (!result.IsError && poll is not null) result = poll.Add(map.Fd, forSpace: true);
        if (result.IsError || poll is null)
        {
            poll?.Dispose();
            _pages.Dispose();
            throw map.Failure(result, "wait for user ring buffer");
        }

        _poll = poll;
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>Bytes of the data area, a power of two.</summary>
    public int SizeBytes => _pages.SizeBytes;

    /// <summary>Bytes drained since the map was created, headers included.</summary>
    public ulong ConsumerPosition => Volatile.Read(ref _pages.Consumer);

    /// <summary>Bytes reserved since the map was created, headers included.</summary>
    public ulong ProducerPosition => Volatile.Read(ref _pages.Producer);

    /// <summary>Reserves space for a record when there is enough.</summary>
    /// <param name="length">Bytes of the record; 8 more are taken for its header, and all is rounded up to 8.</param>
    /// <param name="sample">Receives the space, which must be submitted, discarded or disposed.</param>
    /// <returns>False when there is not enough space now.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The record would never fit.</exception>
    public bool TryReserve(int length, out UserRingBufferSample sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, SizeBytes - HeaderSize);
        uint total = ((uint)length + HeaderSize + 7) & ~7u;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ulong position = _pages.Producer;
            if ((uint)SizeBytes - (position - Volatile.Read(ref _pages.Consumer)) < total)
            {
                sample = default;
                return false;
            }

            Span<byte> record = _pages.Data.Slice((int)((uint)position & ((uint)SizeBytes - 1)), HeaderSize + length);
            MemoryMarshal.Write(record, (ulong)(BPF_RINGBUF_BUSY_BIT | (uint)length));
            Volatile.Write(ref _pages.Producer, position + total);
            _reservationCount++;
            sample = new UserRingBufferSample(this, record);
            return true;
        }
    }

    /// <summary>Reserves space for a record, waiting for programs to drain what is there.</summary>
    /// <param name="length">Bytes of the record.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <param name="sample">Receives the space, which must be submitted, discarded or disposed.</param>
    /// <returns>False after the time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The record would never fit.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    public bool TryReserve(int length, TimeSpan timeout, out UserRingBufferSample sample)
    {
        int left = PollTimeout.Milliseconds(timeout);
        long start = Stopwatch.GetTimestamp();
        Span<int> ready = stackalloc int[1];
        while (!TryReserve(length, out sample))
        {
            if (left >= 0 && (left = (int)Math.Ceiling((timeout - Stopwatch.GetElapsedTime(start)).TotalMilliseconds)) <= 0) return false;
            SysResult result = _poll.Wait(ready, left);
            if (result.IsError) throw Map.Failure(result, "wait for user ring buffer");
        }

        return true;
    }

    /// <summary>Writes a whole record when there is enough space.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False when there is not enough space now.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The record would never fit.</exception>
    public bool TryWrite(ReadOnlySpan<byte> record)
    {
        if (!TryReserve(record.Length, out UserRingBufferSample sample)) return false;
        record.CopyTo(sample.Data);
        sample.Submit();
        return true;
    }

    /// <summary>Unmaps the ring, when there are reservations as soon as the last one is finished.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            if (_reservationCount == 0) _pages.Dispose();
        }

        _poll.Dispose();
    }

    internal void Finish(Span<byte> record, bool isDiscarded)
    {
        ref uint header = ref MemoryMarshal.AsRef<uint>(record);
        uint finished = (header & ~BPF_RINGBUF_BUSY_BIT) | (isDiscarded ? BPF_RINGBUF_DISCARD_BIT : 0);
        // A full fence: the kernel must see the record before the header, and we the consumer's position after it.
        Interlocked.Exchange(ref header, finished);
        lock (_lock)
        {
            if (--_reservationCount == 0 && _isDisposed) _pages.Dispose();
        }
    }
}
