using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Readers;

/// <summary>
/// The memory of a ring buffer map (kernel/bpf/ringbuf.c, Linux 6.18): a page with the consumer's position, a page with the producer's,
/// then the data area, twice as long as the ring, so that a record lies in one piece from its position modulo the size.
/// </summary>
internal sealed class RingPages : IDisposable
{
    /// <summary>The largest ring whose pages and two copies fit a span.</summary>
    private const uint LargestSize = 1u << 29;

    private readonly MappedMemory _consumer;
    private readonly MappedMemory _producer;

    /// <summary>Maps a ring buffer: what is ours for writing, the kernel's for reading.</summary>
    /// <exception cref="ArgumentException">The ring is larger than 512 MiB.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal RingPages(BpfMap map, bool isProducer)
    {
        if (map.MaxEntries > LargestSize) throw new ArgumentException($"ring buffer '{map.Name}' has {map.MaxEntries} bytes; at most {LargestSize} can be mapped", nameof(map));
        SizeBytes = (int)map.MaxEntries;
        int page = Environment.SystemPageSize;
        _consumer = map.Mmap(0, page, isWritable: !isProducer);
        try
        {
            _producer = map.Mmap((ulong)page, page + 2 * SizeBytes, isWritable: isProducer);
        }
        catch
        {
            ((IDisposable)_consumer).Dispose();
            throw;
        }
    }

    internal int SizeBytes { get; }

    internal ref ulong Consumer => ref MemoryMarshal.AsRef<ulong>(_consumer.GetSpan());

    internal ref ulong Producer => ref MemoryMarshal.AsRef<ulong>(_producer.GetSpan());

    internal Span<byte> Data => _producer.GetSpan()[Environment.SystemPageSize..];

    public void Dispose()
    {
        ((IDisposable)_consumer).Dispose();
        ((IDisposable)_producer).Dispose();
    }
}
