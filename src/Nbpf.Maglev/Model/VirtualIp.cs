using System.Buffers.Binary;

namespace Nbpf.Maglev;

/// <summary>What clients connect to: key of the data plane's <c>services</c> map (<c>struct vip</c> in bpf/maglev.bpf.c).</summary>
/// <param name="Address">Address.</param>
/// <param name="Port">Port; 0 stands for the fragments to this address and protocol, which carry no port.</param>
/// <param name="Protocol">Protocol.</param>
public readonly record struct VirtualIp(WireAddress Address, ushort Port, TransportProtocol Protocol)
{
    /// <summary>Size of the key in bytes.</summary>
    public const int KeyBytes = 24;

    /// <summary>Writes the key.</summary>
    /// <param name="destination">At least <see cref="KeyBytes"/> bytes.</param>
    public void WriteKey(Span<byte> destination)
    {
        Address.Write(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[WireAddress.SizeBytes..], EndpointWord);
    }

    /// <summary>The key's third word: the port's two bytes in network order, then the protocol.</summary>
    internal ulong EndpointWord => (ulong)(byte)Protocol << 16 | BinaryPrimitives.ReverseEndianness(Port);

    /// <summary>The VIP as people write it: <c>10.0.0.1:80/tcp</c>, <c>[fd00::1]:53/udp</c>.</summary>
    public override string ToString() =>
        $"{Address.ToHostString()}:{Port}/{(Protocol == TransportProtocol.Tcp ? "tcp" : "udp")}";
}
