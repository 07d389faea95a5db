using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Readers;
using Nbpf.Syscall;

namespace Nbpf.Linux.Perf;

/// <summary>
/// Reads what programs write with bpf_perf_event_output: a BPF_MAP_TYPE_PERF_EVENT_ARRAY with a buffer for each running CPU. Records of one
/// CPU come in their order, those of several CPUs in any. One thread reads at a time; <see cref="Wake"/> and <see cref="Dispose"/> may be
/// called from any. New code does better with ring buffers (<see cref="RingBufferReader"/>): one buffer for all CPUs, in order, without copies.
/// </summary>
public sealed class PerfBuffer : IDisposable
{
    private readonly BpfMap map;
    private readonly ImmutableArray<PerfRing> rings;
    private readonly EventPoll poll;
    private readonly PollThread thread;

    /// <summary>Opens a buffer for each running CPU that the map has room for, and puts them into the map.</summary>
    /// <param name="map">The map, of <see cref="LinuxKernel"/>; it stays its owner's and must live as long as this.</param>
    /// <param name="options">How, or null.</param>
    /// <exception cref="ArgumentException">The map is no perf event array of Linux, or the options are not possible.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public PerfBuffer(BpfMap map, PerfBufferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        options ??= new();
        if (map.Type != MapType.PerfEventArray || map.Kernel is not LinuxKernel) throw new ArgumentException($"map '{map.Name}' is no perf event array of Linux ({map.Type})", nameof(map));
        if (!BitOperations.IsPow2(options.PagesPerCpu)) throw new ArgumentException($"{options.PagesPerCpu} pages are not a power of two", nameof(options));
        if (options.WakeupRecords < 1 || options.WakeupBytes < 0) throw new ArgumentException("wake-ups need a positive number of records or bytes", nameof(options));
        this.map = map;
        SysResult result = EventPoll.Create(out EventPoll? created);
        poll = created ?? throw Failure(result.Errno, "wait for perf buffer");
        thread = new(poll);
        List<PerfRing> opened = [];
        try
        {
            foreach (int cpu in CpuList.Online().Where(cpu => cpu < map.MaxEntries)) opened.Add(Open(cpu, options));
        }
        catch
        {
            rings = [.. opened];
            Dispose();
            throw;
        }

        rings = [.. opened];
    }

    /// <summary>The CPUs that have a buffer.</summary>
    public IEnumerable<int> Cpus => rings.Select(ring => ring.Cpu);

    /// <summary>Takes the records that are there, CPU by CPU, without waiting; lost ones are passed over.</summary>
    /// <param name="callback">Called with each record.</param>
    /// <returns>How many records were taken.</returns>
    /// <exception cref="InvalidOperationException">The buffer is being read already.</exception>
    public int Consume(PerfBufferCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        CallbackHandler handler = new(callback);
        return Consume(ref handler);
    }

    /// <summary>Takes the records that are there, CPU by CPU, without waiting, until the handler has enough.</summary>
    /// <typeparam name="THandler">The handler's type.</typeparam>
    /// <param name="handler">Called with each record and with lost ones.</param>
    /// <returns>How many records were taken.</returns>
    /// <exception cref="InvalidOperationException">The buffer is being read already.</exception>
    public int Consume<THandler>(ref THandler handler)
        where THandler : struct, IPerfBufferHandler, allows ref struct
    {
        int count = 0;
        foreach (PerfRing ring in rings)
        {
            count += ring.Consume(ref handler, out bool goesOn);
            if (!goesOn) break;
        }

        return count;
    }

    /// <summary>Takes the records that are there, or waits for the next and takes what is there then.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <param name="callback">Called with each record.</param>
    /// <returns>How many records were taken; 0 after the time or a <see cref="Wake"/>.</returns>
    /// <exception cref="InvalidOperationException">The buffer is being read already.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    public int Poll(TimeSpan timeout, PerfBufferCallback callback)
    {
        int count = Consume(callback);
        if (count > 0) return count;
        Wait(timeout);
        return Consume(callback);
    }

    /// <summary>Takes the records that are there, or waits for the next and takes what is there then, until the handler has enough.</summary>
    /// <typeparam name="THandler">The handler's type.</typeparam>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <param name="handler">Called with each record and with lost ones.</param>
    /// <returns>How many records were taken; 0 after the time or a <see cref="Wake"/>.</returns>
    /// <exception cref="InvalidOperationException">The buffer is being read already.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    public int Poll<THandler>(TimeSpan timeout, ref THandler handler)
        where THandler : struct, IPerfBufferHandler, allows ref struct
    {
        int count = Consume(ref handler);
        if (count > 0) return count;
        Wait(timeout);
        return Consume(ref handler);
    }

    /// <summary>All records as they come, each a copy of its own, and the news of lost ones, until cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">The buffer is being read already.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed meanwhile.</exception>
    public async IAsyncEnumerable<PerfBufferRecord> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Queue<PerfBufferRecord> records = [];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (PerfRing ring in rings) TakeSome(ring, records);
            if (records.Count == 0) await thread.WaitAsync(cancellationToken).ConfigureAwait(false);
            while (records.TryDequeue(out PerfBufferRecord record)) yield return record;
        }
    }

    /// <summary>Ends a <see cref="Poll(TimeSpan, PerfBufferCallback)"/> of another thread, or the next one when there is none now.</summary>
    public void Wake() => poll.Wake();

    /// <summary>Takes the buffers out of the map, ends a wait and frees them; one that is being read as soon as that ends.</summary>
    public void Dispose()
    {
        thread.Dispose();
        foreach (PerfRing ring in rings)
        {
            Remove(ring.Cpu);
            ring.Dispose();
        }

        poll.Dispose();
    }

    private PerfRing Open(int cpu, PerfBufferOptions options)
    {
        Errno errno = PerfRing.Open(cpu, options, out PerfRing? ring);
        if (ring is null) throw Failure(errno, $"open perf buffer of CPU {cpu} for");
        int fd = ring.Fd;
        SysResult result = map.Kernel.MapUpdateElem(map.Fd, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref cpu)), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref fd)));
        if (!result.IsError) result = poll.Add(fd);
        if (!result.IsError) return ring;
        ring.Dispose();
        throw Failure(result.Errno, $"use perf buffer of CPU {cpu} for");
    }

    private void Remove(int cpu)
    {
        try
        {
            map.Kernel.MapDeleteElem(map.Fd, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref cpu)));
        }
        catch (ObjectDisposedException)
        {
            // The map went first, and took its elements with it.
        }
    }

    private void Wait(TimeSpan timeout)
    {
        SysResult result = poll.Wait(stackalloc int[1], PollTimeout.Milliseconds(timeout));
        if (result.IsError) throw Failure(result.Errno, "wait for perf buffer");
    }

    /// <summary>A few records at a time, so that a busy CPU neither starves the others nor fills the memory.</summary>
    private static void TakeSome(PerfRing ring, Queue<PerfBufferRecord> records)
    {
        CopyingHandler handler = new(records);
        ring.Consume(ref handler, out _);
    }

    private BpfException Failure(Errno errno, string operation) => new(
        errno, operation, map.Name, errno is Errno.EACCES or Errno.EPERM ? "it needs CAP_PERFMON, or kernel.perf_event_paranoid below 1" : null);

    private readonly struct CallbackHandler(PerfBufferCallback callback) : IPerfBufferHandler
    {
        public bool Sample(int cpu, ReadOnlySpan<byte> data)
        {
            callback(cpu, data);
            return true;
        }

        public void Lost(int cpu, ulong count)
        {
        }
    }

    private struct CopyingHandler(Queue<PerfBufferRecord> records) : IPerfBufferHandler
    {
        private const int AtOnce = 64;

        private int count;

        public bool Sample(int cpu, ReadOnlySpan<byte> data)
        {
            records.Enqueue(new(cpu, data.ToArray(), 0));
            return ++count < AtOnce;
        }

        public readonly void Lost(int cpu, ulong lost) => records.Enqueue(new(cpu, default, lost));
    }
}
