namespace Nbpf.Syscall;

/// <summary>Links to a netfilter hook (link_create.netfilter).</summary>
/// <param name="ProtocolFamily">pf: NFPROTO_IPV4 (2) or NFPROTO_IPV6 (10)</param>
/// <param name="HookNumber">hooknum: NF_INET_PRE_ROUTING (0) to NF_INET_POST_ROUTING (4)</param>
/// <param name="Priority">priority among the hook's users; lower runs first</param>
/// <param name="Flags">flags: BPF_F_NETFILTER_IP_DEFRAG or 0</param>
public sealed record NetfilterLinkOptions(uint ProtocolFamily, uint HookNumber, int Priority, uint Flags = 0) : LinkOptions;
