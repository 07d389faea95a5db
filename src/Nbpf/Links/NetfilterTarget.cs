using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Links;

/// <summary>A netfilter hook of the calling thread's network namespace (Linux 6.4).</summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Hook">Where on a packet's way.</param>
/// <param name="Priority">Order among the hook's users; lower runs first. The two extremes are taken by the kernel.</param>
public sealed record NetfilterTarget(NetfilterFamily Family, NetfilterHook Hook, int Priority) : AttachTarget
{
    /// <summary>Whether fragments are put together before the program sees them (Linux 6.6).</summary>
    public bool Defragments { get; init; }

    internal override SysResult CreateLink(BpfProgram program) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        AttachType = AttachType.Netfilter,
        Options = new NetfilterLinkOptions((uint)Family, (uint)Hook, Priority, Defragments ? Constants.BPF_F_NETFILTER_IP_DEFRAG : 0),
    });
}
