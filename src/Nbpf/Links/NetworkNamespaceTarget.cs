using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A network namespace's hook for socket lookup (sk_lookup) or flow dissection.</summary>
/// <param name="NamespaceFd">File descriptor of the namespace's file, such as <c>/proc/self/ns/net</c>.</param>
/// <param name="AttachType">Which hook; null for the one the program was loaded for.</param>
public sealed record NetworkNamespaceTarget(int NamespaceFd, AttachType? AttachType = null) : AttachTarget
{
    internal override SysResult CreateLink(BpfProgram program) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        Target = NamespaceFd,
        AttachType = program.HookOr(AttachType),
    });
}
