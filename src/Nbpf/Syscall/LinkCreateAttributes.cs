namespace Nbpf.Syscall;

/// <summary>Attributes of BPF_LINK_CREATE (union bpf_attr, link_create, Linux 6.18).</summary>
public sealed record LinkCreateAttributes
{
    /// <summary>prog_fd: the program; map_fd of a struct_ops link</summary>
    public int ProgramFd { get; init; }

    /// <summary>target_fd or target_ifindex: a cgroup, network namespace or map by file descriptor, an interface by index; 0 where there is none</summary>
    public int Target { get; init; }

    /// <summary>attach_type</summary>
    public AttachType AttachType { get; init; }

    /// <summary>flags: for XDP the XDP_FLAGS_* mode, for ordered hooks BPF_F_BEFORE, BPF_F_AFTER, BPF_F_REPLACE, BPF_F_ID, BPF_F_LINK, …</summary>
    public uint Flags { get; init; }

    /// <summary>What the kind of hook takes besides; null for nothing.</summary>
    public LinkOptions? Options { get; init; }
}
