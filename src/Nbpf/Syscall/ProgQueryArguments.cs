namespace Nbpf.Syscall;

/// <summary>Arguments of BPF_PROG_QUERY: what is asked, buffers and the answer (union bpf_attr, query, Linux 6.18).</summary>
public sealed class ProgQueryArguments
{
    /// <summary>target_fd or target_ifindex</summary>
    public int Target { get; init; }

    /// <summary>attach_type</summary>
    public AttachType AttachType { get; init; }

    /// <summary>query_flags: BPF_F_QUERY_EFFECTIVE or 0</summary>
    public uint QueryFlags { get; init; }

    /// <summary>prog_ids: receives the programs' ids; ENOSPC when too short</summary>
    public Memory<uint> ProgramIds { get; init; }

    /// <summary>prog_attach_flags: empty, or as long as <see cref="ProgramIds"/></summary>
    public Memory<uint> ProgramFlags { get; init; }

    /// <summary>link_ids: empty, or as long as <see cref="ProgramIds"/>; 0 for a program without a link</summary>
    public Memory<uint> LinkIds { get; init; }

    /// <summary>link_attach_flags: empty, or as long as <see cref="ProgramIds"/></summary>
    public Memory<uint> LinkFlags { get; init; }

    /// <summary>Out: count, how many programs there are.</summary>
    public uint Count { get; set; }

    /// <summary>Out: attach_flags of the hook.</summary>
    public uint AttachFlags { get; set; }

    /// <summary>Out: revision of the hook, which every change raises.</summary>
    public ulong Revision { get; set; }
}
