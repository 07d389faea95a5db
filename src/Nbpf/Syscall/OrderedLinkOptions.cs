namespace Nbpf.Syscall;

/// <summary>Hooks whose programs stand in an order: TCX, netkit, cgroup (link_create.tcx, .netkit, .cgroup).</summary>
/// <param name="Relative">relative_fd, or relative_id with BPF_F_ID: the program (or link, with BPF_F_LINK) to stand before or after; 0 for the first or last place.</param>
/// <param name="ExpectedRevision">expected_revision: ESTALE when the hook has changed since; 0 for any.</param>
public sealed record OrderedLinkOptions(int Relative = 0, ulong ExpectedRevision = 0) : LinkOptions;
