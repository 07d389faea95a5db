using System.Buffers;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Maps;

/// <summary>A map's own memory, given out. It holds the map, and while it can be written the map cannot be frozen.</summary>
internal sealed unsafe class MapMapping : MappedMemory
{
    private readonly KernelMap map;
    private readonly byte* start;
    private int disposed;

    /// <summary>Makes the mapping; it owns the caller's reference to the map and, when writable, the write that the caller began.</summary>
    public MapMapping(KernelMap map, byte* start, int length, bool isWritable)
    {
        this.map = map;
        this.start = start;
        Length = length;
        IsWritable = isWritable;
    }

    /// <inheritdoc/>
    public override int Length { get; }

    /// <inheritdoc/>
    public override bool IsWritable { get; }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);

        // SAFETY: the map, whose memory this is, checked the range and is held until disposal.
        return new Span<byte>(start, Length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Length, nameof(elementIndex));

        // SAFETY: native memory does not move.
        return new MemoryHandle(start + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Nothing was pinned.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        if (IsWritable)
            map.EndWrite();
        map.Put();
    }
}
