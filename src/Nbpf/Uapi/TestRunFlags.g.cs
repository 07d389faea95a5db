// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>Flags of BPF_PROG_TEST_RUN (BPF_F_TEST_*).</summary>
[Flags]
public enum TestRunFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>BPF_F_TEST_RUN_ON_CPU.</summary>
    RunOnCpu = 1,

    /// <summary>BPF_F_TEST_XDP_LIVE_FRAMES.</summary>
    XdpLiveFrames = 2,

    /// <summary>BPF_F_TEST_SKB_CHECKSUM_COMPLETE.</summary>
    SkbChecksumComplete = 4,
}
