// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>Flags of BPF_PROG_LOAD (BPF_F_*).</summary>
[Flags]
public enum ProgramFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>BPF_F_STRICT_ALIGNMENT.</summary>
    StrictAlignment = 1,

    /// <summary>BPF_F_ANY_ALIGNMENT.</summary>
    AnyAlignment = 2,

    /// <summary>BPF_F_TEST_RND_HI32.</summary>
    TestRndHi32 = 4,

    /// <summary>BPF_F_TEST_STATE_FREQ.</summary>
    TestStateFreq = 8,

    /// <summary>BPF_F_SLEEPABLE.</summary>
    Sleepable = 16,

    /// <summary>BPF_F_XDP_HAS_FRAGS.</summary>
    XdpHasFrags = 32,

    /// <summary>BPF_F_XDP_DEV_BOUND_ONLY.</summary>
    XdpDevBoundOnly = 64,

    /// <summary>BPF_F_TEST_REG_INVARIANTS.</summary>
    TestRegInvariants = 128,
}
