using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>The hook of a netkit device, on its way out (Linux 6.7).</summary>
/// <param name="InterfaceIndex">Number of the primary interface in the calling thread's network namespace.</param>
/// <param name="IsPeer">True for what the peer sends, false for what the primary interface sends.</param>
public sealed record NetkitTarget(int InterfaceIndex, bool IsPeer = false) : OrderedTarget
{
    internal override SysResult CreateLink(BpfProgram program) =>
        CreateLink(program, InterfaceIndex, IsPeer ? AttachType.NetkitPeer : AttachType.NetkitPrimary);
}
