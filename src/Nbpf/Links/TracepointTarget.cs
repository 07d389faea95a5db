using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A tracepoint, through a perf event.</summary>
/// <param name="Category">The directory below <c>events</c> in tracefs, such as <c>syscalls</c>.</param>
/// <param name="Name">The tracepoint's name in it.</param>
/// <param name="Cookie">What bpf_get_attach_cookie answers.</param>
public sealed record TracepointTarget(string Category, string Name, ulong Cookie = 0) : AttachTarget
{
    internal override SysResult CreateLink(BpfProgram program) =>
        PerfEventTarget.CreateOwn(program, program.PerfEvents().OpenTracepoint(Category, Name), Cookie);
}
