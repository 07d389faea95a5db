namespace Nbpf.Linux.Xdp;

/// <summary>struct xdp_ring_offset: where the parts of a ring lie in its mapping.</summary>
/// <param name="Producer">Offset of the producer.</param>
/// <param name="Consumer">Offset of the consumer.</param>
/// <param name="Entries">Offset of the entries.</param>
/// <param name="Flags">Offset of the flags.</param>
internal readonly record struct RingOffsets(int Producer, int Consumer, int Entries, int Flags)
{
    /// <summary>Reads the offsets of a ring.</summary>
    /// <param name="all">XDP_MMAP_OFFSETS' answer.</param>
    /// <param name="ring">0 rx, 1 tx, 2 fill, 3 completion.</param>
    public static RingOffsets Of(ReadOnlySpan<ulong> all, int ring) =>
        new((int)all[ring * 4], (int)all[ring * 4 + 1], (int)all[ring * 4 + 2], (int)all[ring * 4 + 3]);
}
