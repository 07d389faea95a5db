using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nbpf.Readers;

/// <summary>Reads BPF_MAP_TYPE_RINGBUF maps whose records are all of one type. Threads and life as for <see cref="RingBufferReader"/>.</summary>
/// <typeparam name="T">The record, laid out as in C.</typeparam>
public sealed class RingBufferReader<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Maps the ring buffers and begins to watch them.</summary>
    /// <param name="maps">The maps, all of one kernel; they stay their owner's and must live as long as this.</param>
    /// <exception cref="ArgumentException">There is no map, one is no ring buffer, or they are of several kernels.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public RingBufferReader(params ReadOnlySpan<BpfMap> maps) => Untyped = new RingBufferReader(maps);

    /// <summary>The reader of bytes that does the work.</summary>
    public RingBufferReader Untyped { get; }

    /// <summary>Takes the records that are there, without waiting.</summary>
    /// <param name="action">Called with each record.</param>
    /// <returns>How many records were taken.</returns>
    /// <exception cref="BpfFormatException">A record is not of the type's size; it is consumed.</exception>
    public int Consume(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Handler handler = new(action);
        return Untyped.Consume(ref handler);
    }

    /// <summary>Takes the records that are there, or waits for the next and takes what is there then.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <param name="action">Called with each record.</param>
    /// <returns>How many records were taken; see <see cref="RingBufferReader.Poll(TimeSpan, RingBufferCallback)"/>.</returns>
    /// <exception cref="BpfFormatException">A record is not of the type's size; it is consumed.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    public int Poll(TimeSpan timeout, Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Handler handler = new(action);
        return Untyped.Poll(timeout, ref handler);
    }

    /// <summary>All records as they come, until cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="BpfFormatException">A record is not of the type's size; it is consumed.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed meanwhile.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (ReadOnlyMemory<byte> record in Untyped.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return Read(record.Span);
    }

    /// <summary>Ends a wait of another thread, or the next one when there is none now.</summary>
    public void Wake() => Untyped.Wake();

    /// <summary>Ends a wait and unmaps the rings.</summary>
    public void Dispose() => Untyped.Dispose();

    private static T Read(ReadOnlySpan<byte> record) => record.Length == Unsafe.SizeOf<T>()
        ? MemoryMarshal.Read<T>(record)
        : throw new BpfFormatException($"ring buffer: expected records of {Unsafe.SizeOf<T>()} bytes ({typeof(T).Name}), found one of {record.Length}", 0);

    private readonly struct Handler(Action<T> action) : IRingBufferHandler
    {
        public bool Handle(ReadOnlySpan<byte> record, RingBuffer ring)
        {
            action(Read(record));
            return true;
        }
    }
}
