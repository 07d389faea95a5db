using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Packets;

/// <summary>The queue that a packet came from or leaves by (struct xdp_rxq_info, struct xdp_txq_info, Linux 6.18 x86-64 offsets).</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct XdpQueue
{
    public const int DeviceOffset = 0;
    public const int QueueIndexOffset = 8;

    [FieldOffset(DeviceOffset)]
    public NetworkDevice* Device;

    [FieldOffset(QueueIndexOffset)]
    public uint QueueIndex;
}
