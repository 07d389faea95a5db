namespace Nbpf.Links;

/// <summary>Families of netfilter that programs attach to (NFPROTO_*).</summary>
public enum NetfilterFamily : uint
{
    /// <summary>NFPROTO_IPV4.</summary>
    Ipv4 = 2,

    /// <summary>NFPROTO_IPV6.</summary>
    Ipv6 = 10,
}
