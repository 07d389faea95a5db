namespace Nbpf.Linux.Xdp;

/// <summary>How packets come into a <see cref="Umem"/>.</summary>
public enum XskMode
{
    /// <summary>Without copies where the driver can, else by copies.</summary>
    Auto,

    /// <summary>XDP_COPY: by copies, with every driver.</summary>
    Copy,

    /// <summary>XDP_ZEROCOPY: without copies, or an error where the driver cannot.</summary>
    ZeroCopy,
}
