namespace Nbpf.Maglev.Capture;

/// <summary>What a capture's packets begin with (LINKTYPE_*); other values occur.</summary>
public enum CaptureLinkType : ushort
{
    /// <summary>LINKTYPE_NULL: BSD loopback.</summary>
    Null = 0,

    /// <summary>LINKTYPE_ETHERNET.</summary>
    Ethernet = 1,

    /// <summary>LINKTYPE_RAW: an IP header.</summary>
    Raw = 101,
}
