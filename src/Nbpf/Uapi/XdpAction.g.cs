// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>Verdicts of XDP programs (enum xdp_action).</summary>
public enum XdpAction : uint
{
    /// <summary>XDP_ABORTED.</summary>
    Aborted = 0,

    /// <summary>XDP_DROP.</summary>
    Drop = 1,

    /// <summary>XDP_PASS.</summary>
    Pass = 2,

    /// <summary>XDP_TX.</summary>
    Tx = 3,

    /// <summary>XDP_REDIRECT.</summary>
    Redirect = 4,
}
