namespace Nbpf.Readers;

/// <summary>The finished records of a ring buffer, without copies; see <see cref="RingBuffer.Records"/>.</summary>
public readonly struct RingBufferRecords
{
    private readonly RingBuffer _ring;

    internal RingBufferRecords(RingBuffer ring) => _ring = ring;

    /// <summary>Begins to consume.</summary>
    /// <exception cref="InvalidOperationException">The ring is being read already.</exception>
    public Enumerator GetEnumerator() => new(_ring);

    /// <summary>Walks over the records; the ring is being read until it is disposed.</summary>
    public ref struct Enumerator
    {
        private readonly RingBuffer _ring;
        private readonly RingBufferView _view;
        private ulong _position;
        private ulong _end;
        private ReadOnlySpan<byte> _current;
        private bool _isOpen;

        internal Enumerator(RingBuffer ring)
        {
            _ring = ring;
            _view = ring.Enter();
            _position = _end = _view.Position;
            _isOpen = true;
        }

        /// <summary>The record in the ring itself; valid until the next one is asked for.</summary>
        public readonly ReadOnlySpan<byte> Current => _current;

        /// <summary>Consumes the current record and goes to the next one; over discarded ones too.</summary>
        /// <returns>False when there is none, or it is still being written.</returns>
        /// <exception cref="BpfFormatException">The ring holds what the kernel never writes.</exception>
        public bool MoveNext() => _isOpen && _view.TryNext(ref _position, ref _end, out _current);

        /// <summary>Consumes the current record and lets the next consumer in.</summary>
        public void Dispose()
        {
            if (!_isOpen) return;
            _isOpen = false;
            _current = default;
            _view.Release(_position);
            _ring.Leave();
        }
    }
}
