using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>An interface's XDP hook: one program, before the network stack sees a packet. EBUSY when one is there already.</summary>
/// <param name="InterfaceIndex">Number of the interface in the calling thread's network namespace.</param>
/// <param name="Mode">Where it runs.</param>
public sealed record XdpTarget(int InterfaceIndex, XdpMode Mode = XdpMode.Default) : AttachTarget
{
    internal override SysResult CreateLink(BpfProgram program) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        Target = InterfaceIndex,
        AttachType = AttachType.Xdp,
        Flags = (uint)Mode,
    });
}
