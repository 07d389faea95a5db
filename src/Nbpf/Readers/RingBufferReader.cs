using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Nbpf.Syscall;

namespace Nbpf.Readers;

/// <summary>
/// Reads one or several BPF_MAP_TYPE_RINGBUF maps of a kernel: without copies by callback or handler, or record by record with
/// <c>await foreach</c>. One thread reads at a time; <see cref="Wake"/> and <see cref="Dispose"/> may be called from any.
/// </summary>
public sealed class RingBufferReader : IDisposable
{
    private readonly IBpfPoll _poll;
    private readonly PollThread _thread;

    /// <summary>Maps the ring buffers and begins to watch them.</summary>
    /// <param name="maps">The maps, all of one kernel; they stay their owner's and must live as long as this.</param>
    /// <exception cref="ArgumentException">There is no map, one is no ring buffer, or they are of several kernels.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public RingBufferReader(params ReadOnlySpan<BpfMap> maps)
    {
        if (maps.IsEmpty) throw new ArgumentException("expected at least one ring buffer", nameof(maps));
        IBpf kernel = maps[0].Kernel;
        SysResult result = kernel.PollCreate(out IBpfPoll? poll);
        _poll = !result.IsError && poll is not null ? poll : throw maps[0].Failure(result, "wait for ring buffer");
        _thread = new PollThread(_poll);
        ImmutableArray<RingBuffer>.Builder rings = ImmutableArray.CreateBuilder<RingBuffer>(maps.Length);
        try
        {
            foreach (BpfMap map in maps)
            {
                if (map.Kernel != kernel) throw new ArgumentException($"ring buffer '{map.Name}' is in another kernel than '{maps[0].Name}'", nameof(maps));
                rings.Add(new RingBuffer(map));
                SysResult added = _poll.Add(map.Fd);
                if (added.IsError) throw map.Failure(added, "wait for ring buffer");
            }
        }
        catch
        {
            foreach (RingBuffer ring in rings) ring.Dispose();
            _thread.Dispose();
            _poll.Dispose();
            throw;
        }

        Rings = rings.MoveToImmutable();
    }

    /// <summary>The rings, in the order of the maps.</summary>
    public ImmutableArray<RingBuffer> Rings { get; }

    /// <summary>Takes the records that are there, ring by ring, without waiting.</summary>
    /// <param name="callback">Called with each record.</param>
    /// <returns>How many records were taken.</returns>
    /// <exception cref="InvalidOperationException">A ring is being read already.</exception>
    public int Consume(RingBufferCallback callback)
    {
        int count = 0;
        foreach (RingBuffer ring in Rings) count += ring.Consume(callback);
        return count;
    }

    /// <summary>Takes the records that are there, ring by ring, without waiting, until the handler has enough.</summary>
    /// <typeparam name="THandler">The handler's type.</typeparam>
    /// <param name="handler">Called with each record.</param>
    /// <returns>How many records were taken.</returns>
    /// <exception cref="InvalidOperationException">A ring is being read already.</exception>
    public int Consume<THandler>(ref THandler handler)
        where THandler : struct, IRingBufferHandler, allows ref struct
    {
        int count = 0;
        foreach (RingBuffer ring in Rings)
        {
            count += ring.Consume(ref handler, out bool goesOn);
            if (!goesOn) break;
        }

        return count;
    }

    /// <summary>Takes the records that are there, or waits for the next and takes what is there then.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <param name="callback">Called with each record.</param>
    /// <returns>How many records were taken; 0 after the time, a <see cref="Wake"/>, or when what is there is still being written.</returns>
    /// <exception cref="InvalidOperationException">A ring is being read already.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    public int Poll(TimeSpan timeout, RingBufferCallback callback)
    {
        int count = Consume(callback);
        if (count > 0) return count;
        Wait(timeout);
        return Consume(callback);
    }

    /// <summary>Takes the records that are there, or waits for the next and takes what is there then, until the handler has enough.</summary>
    /// <typeparam name="THandler">The handler's type.</typeparam>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <param name="handler">Called with each record.</param>
    /// <returns>How many records were taken; 0 after the time, a <see cref="Wake"/>, or when what is there is still being written.</returns>
    /// <exception cref="InvalidOperationException">A ring is being read already.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    public int Poll<THandler>(TimeSpan timeout, ref THandler handler)
        where THandler : struct, IRingBufferHandler, allows ref struct
    {
        int count = Consume(ref handler);
        if (count > 0) return count;
        Wait(timeout);
        return Consume(ref handler);
    }

    /// <summary>
    /// All records as they come, each a copy of its own, until cancelled. Waiting takes a thread of its own, none of the pool's.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">A ring is being read already.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed meanwhile.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // In turns, so that a busy ring does not starve the others.
            bool isEmpty = true;
            foreach (RingBuffer ring in Rings)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ring.TryTake() is not { } record) continue;
                isEmpty = false;
                yield return record;
            }

            if (isEmpty) await _thread.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a <see cref="Poll(TimeSpan, RingBufferCallback)"/> of another thread, or the next one when there is none now.</summary>
    public void Wake() => _poll.Wake();

    /// <summary>Ends a wait and unmaps the rings; one that is being read as soon as that ends.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        foreach (RingBuffer ring in Rings) ring.Dispose();
        _poll.Dispose();
    }

    private void Wait(TimeSpan timeout)
    {
        // One that is ready is enough to go on: consuming looks at all of them.
        SysResult result = _poll.Wait(stackalloc int[1], PollTimeout.Milliseconds(timeout));
        if (result.IsError) throw Rings[0].Map.Failure(result, "wait for ring buffer");
    }
}
