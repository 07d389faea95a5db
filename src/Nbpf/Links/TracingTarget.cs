using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>
/// The function that a tracing, LSM or extension program named when it was loaded (fentry, fexit, fmod_ret, tp_btf, lsm, freplace),
/// or another program's function.
/// </summary>
/// <param name="Cookie">What bpf_get_attach_cookie answers.</param>
/// <param name="TargetProgram">Another program whose function it is; null for the target of the load.</param>
/// <param name="TargetBtfId">The function's type in that program's BTF.</param>
public sealed record TracingTarget(ulong Cookie = 0, BpfProgram? TargetProgram = null, uint TargetBtfId = 0) : AttachTarget
{
    internal override SysResult CreateLink(BpfProgram program)
    {
        SysResult result = program.Kernel.LinkCreate(new()
        {
            ProgramFd = program.Fd,
            Target = TargetProgram?.Fd ?? 0,
            AttachType = program.ExpectedAttachType ?? default,
            Options = Cookie == 0 && TargetBtfId == 0 ? null : new TracingLinkOptions(TargetBtfId, Cookie),
        });

        // Kernels before 5.19 know this only as a raw tracepoint without a name.
        return result.Errno == Errno.EINVAL && Cookie == 0 && TargetProgram is null ? program.Kernel.RawTracepointOpen(null, program.Fd) : result;
    }
}
