using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>The sockets in a map (sockmap or sockhash): their received or sent data (Linux 6.10 for links).</summary>
/// <param name="Map">The map.</param>
/// <param name="AttachType">Which hook; null for the one the program was loaded for.</param>
public sealed record SocketMapTarget(BpfMap Map, AttachType? AttachType = null) : AttachTarget
{
    internal override SysResult CreateLink(BpfProgram program) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        Target = Map.Fd,
        AttachType = program.HookOr(AttachType),
    });
}
