namespace Nbpf.Maglev;

/// <summary>Protocols that services balance, by their IP protocol numbers.</summary>
public enum TransportProtocol : byte
{
    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,
}
