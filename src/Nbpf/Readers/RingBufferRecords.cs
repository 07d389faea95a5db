using System.Runtime.InteropServices;
using static Nbpf.Uapi.Constants;

namespace Nbpf.Readers;

/// <summary>The finished records of a ring buffer, without copies; see <see cref="RingBuffer.Records"/>.</summary>
public readonly struct RingBufferRecords
{
    private readonly RingBuffer _ring;

    internal RingBufferRecords(RingBuffer ring) => _ring = ring;

    /// <summary>Begins to consume.</summary>
    /// <exception cref="InvalidOperationException">The ring is being read already.</exception>
    public Enumerator GetEnumerator() => new(_ring);

    /// <summary>The protocol of the ring's consumer (kernel/bpf/ringbuf.c, Linux 6.18).</summary>
    public ref struct Enumerator
    {
        private const uint LengthMask = BPF_RINGBUF_DISCARD_BIT - 1;
        private const uint HeaderSize = BPF_RINGBUF_HDR_SZ;

        private readonly RingBuffer _ring;
        private readonly ReadOnlySpan<byte> _data;
        private readonly ref ulong _consumer;
        private readonly ref ulong _producer;
        private readonly uint _mask;
        private ulong _position;
        private ulong _end;
        private ReadOnlySpan<byte> _current;
        private bool _isOpen;

        internal Enumerator(RingBuffer ring)
        {
            _ring = ring;
            ring.Enter();
            _isOpen = true;
            _data = ring.Pages.Data;
            _mask = (uint)ring.SizeBytes - 1;
            _consumer = ref ring.Pages.Consumer;
            _producer = ref ring.Pages.Producer;
            _position = _end = _consumer;
        }

        /// <summary>The record in the ring itself; valid until the next one is asked for.</summary>
        public readonly ReadOnlySpan<byte> Current => _current;

        /// <summary>Consumes the current record and goes to the next one; over discarded ones too.</summary>
        /// <returns>False when there is none, or it is still being written.</returns>
        /// <exception cref="BpfFormatException">The ring holds what the kernel never writes.</exception>
        public bool MoveNext()
        {
            if (!_isOpen) return false;

            // After each record, not later: producers wait for the space, and the kernel wakes who sleeps only when all is consumed.
            Volatile.Write(ref _consumer, _position);
            while (_position != _end || _position != (_end = Volatile.Read(ref _producer)))
            {
                uint at = (uint)_position & _mask;
                uint header = Volatile.Read(in MemoryMarshal.AsRef<uint>(_data[(int)at..]));
                if ((header & BPF_RINGBUF_BUSY_BIT) != 0) break;
                uint length = header & LengthMask;
                if (length > _mask) ThrowMalformed(length);
                _position += (length + HeaderSize + 7) & ~7u;
                if ((header & BPF_RINGBUF_DISCARD_BIT) == 0)
                {
                    _current = _data.Slice((int)(at + HeaderSize), (int)length);
                    return true;
                }

                Volatile.Write(ref _consumer, _position);
            }

            _current = default;
            return false;
        }

        /// <summary>Consumes the current record and lets the next consumer in.</summary>
        public void Dispose()
        {
            if (!_isOpen) return;
            _isOpen = false;
            _current = default;
            Volatile.Write(ref _consumer, _position);
            _ring.Leave();
        }

        private readonly void ThrowMalformed(uint length) =>
            throw new BpfFormatException($"ring buffer '{_ring.Map.Name}': expected a record of less than {_ring.SizeBytes} bytes, found one of {length}", (long)_position);
    }
}
