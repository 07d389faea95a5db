namespace Nbpf.Verification;

/// <summary>Capabilities of the caller that change what the verifier accepts.</summary>
[Flags]
public enum Capabilities : byte
{
    /// <summary>None: the unprivileged rules.</summary>
    None = 0,

    /// <summary>CAP_BPF.</summary>
    Bpf = 1,

    /// <summary>CAP_PERFMON: pointers may become numbers.</summary>
    PerfMon = 2,

    /// <summary>CAP_NET_ADMIN.</summary>
    NetAdmin = 4,

    /// <summary>All of them, as root has.</summary>
    All = Bpf | PerfMon | NetAdmin,
}
