namespace Nbpf.Runtime.Packets;

/// <summary>The Ethernet header: destination, source, type.</summary>
internal static class EthernetHeader
{
    /// <summary>Its size in bytes (ETH_HLEN).</summary>
    public const int SizeBytes = 14;

    /// <summary>Offset of the type field.</summary>
    public const int TypeOffset = 12;
}
