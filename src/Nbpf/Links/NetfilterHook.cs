namespace Nbpf.Links;

/// <summary>Netfilter's hooks (enum nf_inet_hooks).</summary>
public enum NetfilterHook : uint
{
    /// <summary>Before the routing decision.</summary>
    PreRouting = 0,

    /// <summary>To this host.</summary>
    LocalIn = 1,

    /// <summary>Through this host.</summary>
    Forward = 2,

    /// <summary>From this host.</summary>
    LocalOut = 3,

    /// <summary>After the routing decision.</summary>
    PostRouting = 4,
}
