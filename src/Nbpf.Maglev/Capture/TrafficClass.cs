namespace Nbpf.Maglev.Capture;

/// <summary>What kind of packet a frame is, for counting verdicts by kind.</summary>
public enum TrafficClass
{
    /// <summary>IPv4, TCP.</summary>
    IPv4Tcp,

    /// <summary>IPv4, UDP, not a fragment.</summary>
    IPv4Udp,

    /// <summary>IPv4, ICMP echo request or reply.</summary>
    IPv4Echo,

    /// <summary>IPv4, ICMP message about another packet.</summary>
    IPv4IcmpError,

    /// <summary>IPv4, fragment, the first included.</summary>
    IPv4Fragment,

    /// <summary>IPv6, TCP.</summary>
    IPv6Tcp,

    /// <summary>IPv6, UDP.</summary>
    IPv6Udp,

    /// <summary>IPv6, ICMP echo request or reply.</summary>
    IPv6Echo,

    /// <summary>IPv6, ICMP message about another packet.</summary>
    IPv6IcmpError,

    /// <summary>IPv6, fragment, the first included.</summary>
    IPv6Fragment,

    /// <summary>IPv6, neighbour discovery and multicast listener reports.</summary>
    IPv6Neighbour,

    /// <summary>ARP.</summary>
    Arp,

    /// <summary>Anything else, cut frames included.</summary>
    Other,
}
