using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Links;

/// <summary>A classifier in an interface's chain (struct tcx_link; kernel/bpf/tcx.c, Linux 6.18).</summary>
/// <param name="hooks">The kernel's interfaces, whose lock guards the link.</param>
/// <param name="table">The kernel's objects.</param>
/// <param name="program">The program.</param>
/// <param name="device">The interface.</param>
/// <param name="attachType">Which of its chains.</param>
internal sealed class TcxLink(NetworkHooks hooks, ObjectTable table, KernelProgram program, BpfInterface device, AttachType attachType) : KernelLink(table, program)
{
    private BpfInterface? device = device;

    /// <inheritdoc/>
    public override LinkType Type => LinkType.Tcx;

    /// <inheritdoc/>
    public override LinkHook Hook
    {
        get
        {
            lock (hooks.Gate)
                return new LinkHook.TrafficControl(device?.Index ?? 0, attachType);
        }
    }

    /// <inheritdoc/>
    public override Errno Update(KernelProgram next, KernelProgram? expected)
    {
        lock (hooks.Gate)
        {
            if (device is null)
                return Errno.ENOLINK;
            if (expected is not null && Program != expected)
                return Errno.EPERM;
            if (Program != next)
            {
                Errno error = device.Chain(attachType).Replace(Program, next, this);
                if (error != Errno.None)
                    return error;
            }
            Exchange(next);
            return Errno.None;
        }
    }

    /// <inheritdoc/>
    public override Errno Detach()
    {
        Unhook();
        return Errno.None;
    }

    /// <inheritdoc/>
    protected override void Unhook()
    {
        lock (hooks.Gate)
        {
            device?.Chain(attachType).Remove(this);
            device = null;
        }
    }
}
