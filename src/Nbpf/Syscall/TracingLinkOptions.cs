namespace Nbpf.Syscall;

/// <summary>Links of tracing, LSM and extension programs (link_create.tracing).</summary>
/// <param name="TargetBtfId">target_btf_id, with a target program; 0 for the target of the load.</param>
/// <param name="Cookie">cookie: what bpf_get_attach_cookie answers.</param>
public sealed record TracingLinkOptions(uint TargetBtfId = 0, ulong Cookie = 0) : LinkOptions;
