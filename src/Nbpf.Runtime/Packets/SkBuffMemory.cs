using System.Buffers.Binary;

namespace Nbpf.Runtime.Packets;

/// <summary>Makes socket buffers of packets that arrive on an interface.</summary>
internal static unsafe class SkBuffMemory
{
    private const byte PacketTypeBroadcast = 1;
    private const byte PacketTypeMulticast = 2;
    private const byte PacketTypeOtherHost = 3;

    /// <summary>Bytes for the buffer's structures.</summary>
    public static uint StructureBytes => (uint)(sizeof(SkBuff) + sizeof(NetworkDevice));

    /// <summary>Bytes for a packet, with the room before it and the shared information behind it.</summary>
    /// <param name="packetBytes">Size of the packet.</param>
    public static uint PacketRoomBytes(int packetBytes) => EndOf(packetBytes) + SkBuff.SharedInfoBytes;

    /// <summary>What eth_type_trans makes of a frame that arrives on a device whose address is all zeros.</summary>
    /// <param name="structures">Zeroed memory of <see cref="StructureBytes"/>.</param>
    /// <param name="room">Zeroed memory of <see cref="PacketRoomBytes"/>.</param>
    /// <param name="packet">The frame, at least an Ethernet header.</param>
    /// <param name="interfaceIndex">The device.</param>
    /// <param name="seesLinkHeader">Whether the packet's data begin with the Ethernet header.</param>
    public static SkBuff* Make(byte* structures, byte* room, ReadOnlySpan<byte> packet, uint interfaceIndex, bool seesLinkHeader)
    {
        // SAFETY: the caller's memory has the sizes above; all addresses derive from it.
        SkBuff* skb = (SkBuff*)structures;
        NetworkDevice* device = (NetworkDevice*)(skb + 1);
        device->InterfaceIndex = interfaceIndex;
        skb->Device = device;
        skb->Head = room;
        skb->End = EndOf(packet.Length);
        packet.CopyTo(new Span<byte>(room + SkBuff.HeadroomBytes, packet.Length));
        skb->MacHeader = SkBuff.HeadroomBytes;
        skb->NetworkHeader = SkBuff.HeadroomBytes + EthernetHeader.SizeBytes;
        skb->MacLength = 0;
        skb->Data = room + SkBuff.HeadroomBytes + EthernetHeader.SizeBytes;
        skb->Length = (uint)packet.Length - EthernetHeader.SizeBytes;
        skb->Tail = SkBuff.HeadroomBytes + (uint)packet.Length;
        skb->TypeBits = (byte)((skb->TypeBits & ~SkBuff.PacketTypeMask) | PacketTypeOf(packet[..6]));
        ushort protocol = BinaryPrimitives.ReadUInt16BigEndian(packet[EthernetHeader.TypeOffset..]);
        if (protocol < 0x600)
        {
            // 802.3: a length; raw IPX when the payload begins with 0xffff, else 802.2.
            bool isRaw = skb->Length >= 2 && skb->Data[0] == 0xff && skb->Data[1] == 0xff;
            protocol = (ushort)(isRaw ? 0x0001 : 0x0004);
        }

        skb->Protocol = BinaryPrimitives.ReverseEndianness(protocol);
        if (seesLinkHeader)
        {
            skb->Data -= EthernetHeader.SizeBytes;
            skb->Length += EthernetHeader.SizeBytes;
        }

        skb->PacketLength = skb->Length;
        skb->ComputeDataPointers();
        return skb;
    }

    private static uint EndOf(int packetBytes) => SkBuff.HeadroomBytes + (((uint)packetBytes + 63) & ~63u);

    private static byte PacketTypeOf(ReadOnlySpan<byte> destination)
    {
        if ((destination[0] & 1) != 0)
        {
            return destination.ContainsAnyExcept((byte)0xff) ? PacketTypeMulticast : PacketTypeBroadcast;
        }

        return destination.ContainsAnyExcept((byte)0) ? PacketTypeOtherHost : (byte)0;
    }
}
