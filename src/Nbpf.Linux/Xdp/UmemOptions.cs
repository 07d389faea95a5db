namespace Nbpf.Linux.Xdp;

/// <summary>How a <see cref="Umem"/> is made.</summary>
public sealed record UmemOptions
{
    /// <summary>How many frames it has.</summary>
    public int FrameCount { get; init; } = 4096;

    /// <summary>Bytes of a frame: 2048 or 4096 when aligned, else anything from 2048 to a page.</summary>
    public int FrameSize { get; init; } = 4096;

    /// <summary>Bytes that the kernel leaves free before a received packet, after the 256 that XDP programs have.</summary>
    public int Headroom { get; init; }

    /// <summary>XDP_UMEM_UNALIGNED_CHUNK_FLAG: frames may lie anywhere, also across multiples of their size.</summary>
    public bool IsUnaligned { get; init; }
}
