using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Packets;

/// <summary>
/// The context of an XDP program as rewritten code sees it (struct xdp_buff; the first 56 bytes have Linux 6.18's x86-64 offsets), and behind
/// it the packet's part beyond the first page, which only helpers reach.
/// <code>
///  hard start   +40 frame      meta       data            data end     tailroom 320     hard start + frame size
/// |------------|--------------|----------|---------------|------------|----------------|
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct XdpBuff
{
    private const int MaximumMetaBytes = 252;

    public const int DataOffset = 0;
    public const int DataEndOffset = 8;
    public const int DataMetaOffset = 16;
    public const int ReceiveQueueOffset = 32;
    public const int TransmitQueueOffset = 40;

    /// <summary>Bytes at the start of the headroom that belong to the kernel (struct xdp_frame).</summary>
    public const int FrameHeaderBytes = 40;

    /// <summary>Bytes at the end of the frame that belong to the kernel (struct skb_shared_info, aligned).</summary>
    public const int TailReserveBytes = 320;

    /// <summary>Bytes before the packet in a fresh frame (XDP_PACKET_HEADROOM).</summary>
    public const int HeadroomBytes = 256;

    /// <summary>Size of a frame and of each fragment's room in bytes.</summary>
    public const int PageBytes = 4096;

    [FieldOffset(DataOffset)]
    public byte* Data;

    [FieldOffset(DataEndOffset)]
    public byte* DataEnd;

    [FieldOffset(DataMetaOffset)]
    public byte* DataMeta;

    [FieldOffset(24)]
    public byte* HardStart;

    [FieldOffset(ReceiveQueueOffset)]
    public XdpQueue* ReceiveQueue;

    [FieldOffset(TransmitQueueOffset)]
    public XdpQueue* TransmitQueue;

    [FieldOffset(48)]
    public uint FrameSizeBytes;

    [FieldOffset(52)]
    public uint Flags;

    /// <summary>The packet's bytes beyond the linear part, in room for whole pages; null when there are none.</summary>
    [FieldOffset(56)]
    public byte* Fragments;

    /// <summary>How many bytes of <see cref="Fragments"/> belong to the packet.</summary>
    [FieldOffset(64)]
    public uint FragmentBytes;

    /// <summary>Where the frame's usable bytes end.</summary>
    public readonly byte* HardEnd => HardStart + FrameSizeBytes - TailReserveBytes;

    /// <summary>Bytes in the linear part.</summary>
    public readonly uint LinearBytes => (uint)(DataEnd - Data);

    /// <summary>Bytes in the whole packet, the metadata not counted.</summary>
    public readonly uint TotalBytes => LinearBytes + FragmentBytes;

    /// <summary>
    /// Copies bytes out of or into the packet, wherever they lie: EFAULT for an offset or length above 65535, EINVAL past the packet's end.
    /// </summary>
    /// <param name="offset">First byte of the packet.</param>
    /// <param name="buffer">The other side, good for <paramref name="length"/> bytes.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="intoPacket">True to write the packet.</param>
    public readonly Errno TryCopy(uint offset, void* buffer, uint length, bool intoPacket)
    {
        const uint Maximum = 0xffff;
        if (offset > Maximum || length > Maximum)
            return Errno.EFAULT;
        if (offset + length > TotalBytes)
            return Errno.EINVAL;
        Copy(offset, new Span<byte>(buffer, (int)length), intoPacket);
        return Errno.None;
    }

    private readonly void Copy(uint offset, Span<byte> buffer, bool intoPacket)
    {
        // SAFETY: the caller checked offset + length against TotalBytes; the linear part and the fragments hold that many bytes.
        uint linear = offset < LinearBytes ? (uint)Math.Min(buffer.Length, LinearBytes - offset) : 0;
        if (linear > 0)
        {
            CopyPart(new Span<byte>(Data + offset, (int)linear), buffer[..(int)linear], intoPacket);
        }

        if (linear < buffer.Length)
        {
            uint start = offset + linear - LinearBytes;
            CopyPart(new Span<byte>(Fragments + start, buffer.Length - (int)linear), buffer[(int)linear..], intoPacket);
        }
    }

    private static void CopyPart(Span<byte> packet, Span<byte> buffer, bool intoPacket)
    {
        if (intoPacket)
        {
            buffer.CopyTo(packet);
        }
        else
        {
            packet.CopyTo(buffer);
        }
    }

    /// <summary>True for a size in bytes that metadata cannot have.</summary>
    /// <param name="bytes">The size.</param>
    public static bool IsInvalidMetaSize(long bytes) => (bytes & 3) != 0 || bytes > MaximumMetaBytes;
}
