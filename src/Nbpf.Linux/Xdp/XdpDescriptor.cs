using System.Runtime.InteropServices;

namespace Nbpf.Linux.Xdp;

/// <summary>A packet in a <see cref="Umem"/>, as the rx and tx rings name it (struct xdp_desc).</summary>
/// <param name="Address">Where it begins in the memory; with unaligned frames the frame in the low 48 bits and the offset in it above.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Options">XDP_PKT_CONTD or 0.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct XdpDescriptor(ulong Address, uint Length, uint Options = 0)
{
    /// <summary>XDP_PKT_CONTD: the packet goes on in the next descriptor (with <see cref="XskOptions.IsMultiBuffer"/>).</summary>
    public const uint ContinuedOption = 1;

    /// <summary>True when the packet goes on in the next descriptor.</summary>
    public bool IsContinued => (Options & ContinuedOption) != 0;
}
