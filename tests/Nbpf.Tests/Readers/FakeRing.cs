using System.Runtime.InteropServices;
using Nbpf.Syscall;
using static Nbpf.Uapi.Constants;

namespace Nbpf.Tests.Readers;

/// <summary>
/// A ring buffer as a kernel has it, in plain memory: the pages, and the kernel's side of the protocol (kernel/bpf/ringbuf.c, Linux 6.18). Its
/// data area is twice as long as the ring and no mirror: records are addressed from their position only. One producer.
/// </summary>
internal sealed class FakeRing
{
    private static readonly int Page = Environment.SystemPageSize;

    private readonly Memory consumer = new(Page, isWritable: true);
    private readonly Memory producer;
    private readonly uint size;

    internal FakeRing(uint size)
    {
        this.size = size;
        producer = new(Page + 2 * (int)size, isWritable: false);
    }

    internal int MappingCount => consumer.Count + producer.Count;

    internal ref ulong ConsumerPosition => ref MemoryMarshal.AsRef<ulong>(consumer.Bytes);

    internal ref ulong ProducerPosition => ref MemoryMarshal.AsRef<ulong>(producer.Bytes);

    internal MappedMemory? Map(ulong offset, int length, bool isWritable) => (offset, length, isWritable) switch
    {
        (0, var l, true) when l == Page => consumer.Share(),
        (var o, var l, false) when o == (ulong)Page && l == Page + 2 * (int)size => producer.Share(),
        _ => null,
    };

    /// <summary>bpf_ringbuf_reserve: the record's position, or null when the ring is full.</summary>
    internal ulong? Reserve(int length)
    {
        ulong position = ProducerPosition;
        ulong next = position + (((uint)length + 8 + 7) & ~7u);
        if (next - Volatile.Read(ref ConsumerPosition) > size - 1) return null;
        Volatile.Write(ref Header(position), (uint)length | BPF_RINGBUF_BUSY_BIT);
        Volatile.Write(ref ProducerPosition, next);
        return position;
    }

    /// <summary>The record's bytes.</summary>
    internal Span<byte> Record(ulong position) => producer.Bytes.Slice(Page + (int)(position & (size - 1)) + 8, (int)(Header(position) & 0x3fff_ffff));

    /// <summary>bpf_ringbuf_submit and bpf_ringbuf_discard.</summary>
    internal void Finish(ulong position, bool isDiscarded) =>
        Interlocked.Exchange(ref Header(position), (Header(position) & ~BPF_RINGBUF_BUSY_BIT) | (isDiscarded ? BPF_RINGBUF_DISCARD_BIT : 0));

    internal ref uint Header(ulong position) => ref MemoryMarshal.AsRef<uint>(producer.Bytes[(Page + (int)(position & (size - 1)))..]);

    private sealed class Memory(int length, bool isWritable)
    {
        // Pinned, so that references into it stay aligned and in place as a mapping's do.
        private readonly byte[] bytes = GC.AllocateArray<byte>(length, pinned: true);

        internal int Count { get; private set; }

        internal Span<byte> Bytes => bytes;

        internal MappedMemory Share()
        {
            Count++;
            return new Mapping(this, bytes, isWritable);
        }

        private sealed class Mapping(Memory owner, byte[] bytes, bool isWritable) : MappedMemory
        {
            private bool isDisposed;

            public override int Length => bytes.Length;

            public override bool IsWritable => isWritable;

            public override Span<byte> GetSpan()
            {
                ObjectDisposedException.ThrowIf(isDisposed, this);
                return bytes;
            }

            public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

            public override void Unpin() => throw new NotSupportedException();

            protected override void Dispose(bool disposing)
            {
                if (isDisposed) return;
                isDisposed = true;
                owner.Count--;
            }
        }
    }
}
