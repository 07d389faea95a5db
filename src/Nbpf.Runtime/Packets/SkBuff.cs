using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Packets;

/// <summary>
/// The context of programs on socket buffers as rewritten code sees it (struct sk_buff, Linux 6.18 x86-64 offsets, the fields
/// that programs and helpers use). The packet is linear: <see cref="Data"/> and <see cref="Length"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
internal unsafe struct SkBuff
{
    public const int SizeBytes = 224;
    public const int DeviceOffset = 16;
    public const int SocketOffset = 24;
    public const int TimestampOffset = 32;
    public const int ControlBlockOffset = 40;
    public const int TrafficClassIdOffset = ControlBlockOffset + 6;
    public const int ControlDataOffset = ControlBlockOffset + 8;
    public const int DataMetaOffset = ControlBlockOffset + 32;
    public const int DataEndOffset = ControlBlockOffset + 40;
    public const int LengthOffset = 112;
    public const int QueueMappingOffset = 124;
    public const int ClonedOffset = 126;
    public const int ClonedMask = 1;
    public const int PacketTypeOffset = 128;
    public const int PacketTypeMask = 7;
    public const int TimestampTypeOffset = 129;
    public const int TimestampTypeMask = 3;
    public const int AtIngressMask = 4;
    public const int TrafficControlIndexOffset = 132;
    public const int PriorityOffset = 140;
    public const int IncomingInterfaceOffset = 144;
    public const int HashOffset = 148;
    public const int VlanAllOffset = 152;
    public const int VlanTagOffset = 154;
    public const int NapiIdOffset = 156;
    public const int MarkOffset = 164;
    public const int ProtocolOffset = 176;
    public const int EndOffset = 188;
    public const int HeadOffset = 192;
    public const int DataOffset = 200;

    /// <summary>Offset of gso_size in struct skb_shared_info, which stands at head + end.</summary>
    public const int SharedSegmentSizeOffset = 4;

    /// <summary>Offset of gso_segs in struct skb_shared_info.</summary>
    public const int SharedSegmentCountOffset = 6;

    /// <summary>Offset of hwtstamps in struct skb_shared_info.</summary>
    public const int SharedHardwareTimestampOffset = 16;

    /// <summary>Size of struct skb_shared_info, aligned.</summary>
    public const int SharedInfoBytes = 320;

    /// <summary>Bytes before the packet in a test run's buffer (NET_SKB_PAD + NET_IP_ALIGN).</summary>
    public const int HeadroomBytes = 64;

    /// <summary>Bytes of the control block that programs own (cb).</summary>
    public const int ControlDataBytes = 20;

    /// <summary>Value of <see cref="ChecksumState"/>: <see cref="Checksum"/> holds the sum of the whole packet.</summary>
    public const int ChecksumComplete = 2;

    private const int ChecksumStateShift = 5;

    [FieldOffset(DeviceOffset)]
    public NetworkDevice* Device;

    [FieldOffset(SocketOffset)]
    public void* Socket;

    [FieldOffset(TimestampOffset)]
    public ulong Timestamp;

    [FieldOffset(ControlBlockOffset)]
    public uint PacketLength;

    [FieldOffset(ControlDataOffset)]
    public fixed byte ControlData[ControlDataBytes];

    [FieldOffset(DataMetaOffset)]
    public byte* DataMeta;

    [FieldOffset(DataEndOffset)]
    public byte* DataEnd;

    [FieldOffset(LengthOffset)]
    public uint Length;

    [FieldOffset(120)]
    public ushort MacLength;

    [FieldOffset(PacketTypeOffset)]
    public byte TypeBits;

    [FieldOffset(130)]
    public byte HashBits;

    [FieldOffset(136)]
    public uint Checksum;

    [FieldOffset(PriorityOffset)]
    public uint Priority;

    [FieldOffset(IncomingInterfaceOffset)]
    public uint IncomingInterface;

    [FieldOffset(HashOffset)]
    public uint Hash;

    [FieldOffset(MarkOffset)]
    public uint Mark;

    [FieldOffset(ProtocolOffset)]
    public ushort Protocol;

    /// <summary>Offset of the network header from <see cref="Head"/>.</summary>
    [FieldOffset(180)]
    public ushort NetworkHeader;

    /// <summary>Offset of the link header from <see cref="Head"/>.</summary>
    [FieldOffset(182)]
    public ushort MacHeader;

    [FieldOffset(184)]
    public uint Tail;

    [FieldOffset(EndOffset)]
    public uint End;

    [FieldOffset(HeadOffset)]
    public byte* Head;

    [FieldOffset(DataOffset)]
    public byte* Data;

    /// <summary>Who knows the checksum (ip_summed): 0 nobody, <see cref="ChecksumComplete"/> this structure.</summary>
    public int ChecksumState
    {
        readonly get => (TypeBits >> ChecksumStateShift) & 3;
        set => TypeBits = (byte)((TypeBits & ~(3 << ChecksumStateShift)) | (value << ChecksumStateShift));
    }

    /// <summary>Sets the pointers that direct packet access reads (bpf_compute_data_pointers).</summary>
    public void ComputeDataPointers()
    {
        DataMeta = Data;
        DataEnd = Data + Length;
    }

    /// <summary>Forgets the flow hash (skb_clear_hash).</summary>
    public void ClearHash()
    {
        Hash = 0;
        HashBits = (byte)(HashBits & ~0b110);
    }
}
