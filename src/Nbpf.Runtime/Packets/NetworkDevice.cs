using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Packets;

/// <summary>The part of an interface that programs can see through a packet's context (struct net_device, Linux 6.18 x86-64 offsets).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct NetworkDevice
{
    public const int InterfaceIndexOffset = 224;

    /// <summary>Interface index of the loopback device, on which packets of test runs arrive.</summary>
    public const uint LoopbackInterfaceIndex = 1;

    [FieldOffset(InterfaceIndexOffset)]
    public uint InterfaceIndex;
}
