using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A raw tracepoint.</summary>
/// <param name="Name">The tracepoint's name, such as <c>sys_enter</c>.</param>
/// <param name="Cookie">What bpf_get_attach_cookie answers.</param>
public sealed record RawTracepointTarget(string Name, ulong Cookie = 0) : AttachTarget
{
    internal override SysResult CreateLink(BpfProgram program) => program.Kernel.RawTracepointOpen(Name, program.Fd, Cookie);
}
