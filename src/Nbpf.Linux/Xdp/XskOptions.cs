namespace Nbpf.Linux.Xdp;

/// <summary>How an <see cref="XskSocket"/> is made. Sizes are powers of two.</summary>
public sealed record XskOptions
{
    /// <summary>Descriptors of the rx ring; 0 for a socket that only sends.</summary>
    public int ReceiveRingSize { get; init; } = 2048;

    /// <summary>Descriptors of the tx ring; 0 for a socket that only receives.</summary>
    public int TransmitRingSize { get; init; } = 2048;

    /// <summary>Addresses of the fill ring.</summary>
    public int FillRingSize { get; init; } = 4096;

    /// <summary>Addresses of the completion ring.</summary>
    public int CompletionRingSize { get; init; } = 2048;

    /// <summary>How packets come into the memory.</summary>
    public XskMode Mode { get; init; }

    /// <summary>XDP_USE_NEED_WAKEUP: the kernel says when it wants to be woken, and need not be otherwise.</summary>
    public bool UsesNeedWakeup { get; init; } = true;

    /// <summary>XDP_USE_SG: packets larger than a frame take several descriptors.</summary>
    public bool IsMultiBuffer { get; init; }
}
