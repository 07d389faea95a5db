namespace Nbpf.Syscall;

/// <summary>Attributes of BPF_PROG_ATTACH and BPF_PROG_DETACH (union bpf_attr, Linux 6.18).</summary>
public sealed record ProgAttachAttributes
{
    /// <summary>target_fd or target_ifindex</summary>
    public int Target { get; init; }

    /// <summary>attach_bpf_fd: the program; 0 when detaching whatever is there</summary>
    public int ProgramFd { get; init; }

    /// <summary>attach_type</summary>
    public AttachType AttachType { get; init; }

    /// <summary>attach_flags: BPF_F_ALLOW_OVERRIDE, BPF_F_ALLOW_MULTI, BPF_F_REPLACE, BPF_F_BEFORE, …</summary>
    public uint Flags { get; init; }

    /// <summary>replace_bpf_fd, with BPF_F_REPLACE</summary>
    public int ReplacedProgramFd { get; init; }

    /// <summary>relative_fd, or relative_id with BPF_F_ID</summary>
    public int Relative { get; init; }

    /// <summary>expected_revision: ESTALE when the hook has changed since; 0 for any</summary>
    public ulong ExpectedRevision { get; init; }
}
