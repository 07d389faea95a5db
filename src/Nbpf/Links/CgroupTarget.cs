using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A cgroup (version 2): what its processes and those of its descendants do. Several links may be at one cgroup.</summary>
/// <param name="CgroupFd">File descriptor of the cgroup's directory.</param>
/// <param name="AttachType">Which hook; null for the one the program was loaded for.</param>
public sealed record CgroupTarget(int CgroupFd, AttachType? AttachType = null) : OrderedTarget
{
    internal override SysResult CreateLink(BpfProgram program) => CreateLink(program, CgroupFd, program.HookOr(AttachType));
}
