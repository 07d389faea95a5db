using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Links;

/// <summary>An XDP program on an interface (struct bpf_xdp_link; net/core/dev.c, Linux 6.18).</summary>
/// <param name="hooks">The kernel's interfaces, whose lock guards the link.</param>
/// <param name="table">The kernel's objects.</param>
/// <param name="program">The program.</param>
/// <param name="device">The interface.</param>
internal sealed class XdpLink(NetworkHooks hooks, ObjectTable table, KernelProgram program, BpfInterface device) : KernelLink(table, program)
{
    private BpfInterface? device = device;

    /// <inheritdoc/>
    public override LinkType Type => LinkType.Xdp;

    /// <inheritdoc/>
    public override LinkHook Hook
    {
        get
        {
            lock (hooks.Gate)
                return new LinkHook.Xdp(device?.Index ?? 0);
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
            if (Program.Signature.Type != next.Signature.Type || Program.ExpectedAttachType != next.ExpectedAttachType)
                return Errno.EINVAL;
            device.SetXdp(this, next);
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
            device?.SetXdp(null, null);
            device = null;
        }
    }
}
