using static Nbpf.Uapi.Constants;

namespace Nbpf.Readers;

/// <summary>Space reserved in a <see cref="UserRingBuffer"/>. Until it is submitted or discarded, programs drain nothing that was reserved later.</summary>
public ref struct UserRingBufferSample
{
    private UserRingBuffer? _ring;
    private readonly Span<byte> _record;

    internal UserRingBufferSample(UserRingBuffer ring, Span<byte> record)
    {
        _ring = ring;
        _record = record;
    }

    /// <summary>The record's bytes in the ring itself, with what was there before; empty once it is finished.</summary>
    public readonly Span<byte> Data => _ring is null ? default : _record[(int)BPF_RINGBUF_HDR_SZ..];

    /// <summary>Hands the record to programs.</summary>
    /// <exception cref="InvalidOperationException">It is finished already.</exception>
    public void Submit() => Finish(isDiscarded: false);

    /// <summary>Gives the space up; programs skip it.</summary>
    /// <exception cref="InvalidOperationException">It is finished already.</exception>
    public void Discard() => Finish(isDiscarded: true);

    /// <summary>Discards what is not finished.</summary>
    public void Dispose()
    {
        if (_ring is not null) Discard();
    }

    private void Finish(bool isDiscarded)
    {
        UserRingBuffer ring = _ring ?? throw new InvalidOperationException("the reservation is finished already");
        _ring = null;
        ring.Finish(_record, isDiscarded);
    }
}
