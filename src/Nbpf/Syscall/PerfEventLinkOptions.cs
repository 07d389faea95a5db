namespace Nbpf.Syscall;

/// <summary>Links to a perf event, whose file descriptor is the target (link_create.perf_event).</summary>
/// <param name="Cookie">bpf_cookie: what bpf_get_attach_cookie answers.</param>
public sealed record PerfEventLinkOptions(ulong Cookie) : LinkOptions;
