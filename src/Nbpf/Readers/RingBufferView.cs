using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Nbpf.Uapi.Constants;

namespace Nbpf.Readers;

/// <summary>The protocol of a ring buffer's consumer (kernel/bpf/ringbuf.c, Linux 6.18), on the memory of a ring that the caller has entered.</summary>
internal readonly ref struct RingBufferView
{
    private const uint LengthMask = BPF_RINGBUF_DISCARD_BIT - 1;
    private const uint HeaderSize = BPF_RINGBUF_HDR_SZ;

    private readonly ReadOnlySpan<byte> _data;
    private readonly ref ulong _consumer;
    private readonly ref ulong _producer;
    private readonly uint _mask;

    internal RingBufferView(RingPages pages)
    {
        _data = pages.Data;
        _consumer = ref pages.Consumer;
        _producer = ref pages.Producer;
        _mask = (uint)pages.SizeBytes - 1;
    }

    /// <summary>How far everything is consumed.</summary>
    internal ulong Position => _consumer;

    /// <summary>Gives everything before a position back to the kernel.</summary>
    internal void Release(ulong position) => Volatile.Write(ref _consumer, position);

    /// <summary>Consumes everything before a position and goes to the next finished record, over discarded ones.</summary>
    /// <param name="position">Where to go on; behind the record afterwards.</param>
    /// <param name="end">What was known of the producer's position; read again when that is reached.</param>
    /// <param name="record">Receives the record in the ring itself.</param>
    /// <returns>False when there is none, or it is still being written.</returns>
    /// <exception cref="BpfFormatException">The ring holds what the kernel never writes.</exception>
    // Inlined, so that in a loop the position stays in a register: each record's place depends on the one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(scoped ref ulong position, scoped ref ulong end, out ReadOnlySpan<byte> record)
    {
        // After each record, not later: producers wait for the space, and the kernel wakes who sleeps only when all is consumed.
        Volatile.Write(ref _consumer, position);
        while (position != end || position != (end = Volatile.Read(ref _producer)))
        {
            uint at = (uint)position & _mask;
            uint header = Volatile.Read(in MemoryMarshal.AsRef<uint>(_data[(int)at..]));
            if ((header & BPF_RINGBUF_BUSY_BIT) != 0) break;
            uint length = header & LengthMask;
            if (length > _mask) ThrowMalformed(position, length);
            position += (length + HeaderSize + 7) & ~7u;
            if ((header & BPF_RINGBUF_DISCARD_BIT) == 0)
            {
                record = _data.Slice((int)(at + HeaderSize), (int)length);
                return true;
            }

            Volatile.Write(ref _consumer, position);
        }

        record = default;
        return false;
    }

    private void ThrowMalformed(ulong position, uint length) =>
        throw new BpfFormatException($"ring buffer: expected a record of at most {_mask} bytes, found one of {length}", (long)position);
}
