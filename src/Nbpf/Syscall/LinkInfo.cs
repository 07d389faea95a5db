namespace Nbpf.Syscall;

/// <summary>What the kernel tells of a link (struct bpf_link_info).</summary>
/// <param name="Type">type</param>
/// <param name="Id">id</param>
/// <param name="ProgramId">prog_id; 0 for a struct_ops link</param>
/// <param name="Hook">What it is attached to; null for kinds without more to tell.</param>
public sealed record LinkInfo(LinkType Type, uint Id, uint ProgramId, LinkHook? Hook);
