using Nbpf.Runtime.Links;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands that attach programs with links, with Linux's checks in Linux's order (link_create and others, kernel/bpf/syscall.c, Linux 6.18).</summary>
/// <param name="objects">The kernel's objects.</param>
/// <param name="network">The kernel's interfaces.</param>
/// <param name="tracepoints">The kernel's events.</param>
/// <param name="statistics">Whether runs are counted.</param>
internal sealed class LinkCommands(ObjectTable objects, NetworkHooks network, Tracepoints tracepoints, RunStatistics statistics)
{
    // XDP_FLAGS_SKB_MODE, XDP_FLAGS_DRV_MODE, XDP_FLAGS_HW_MODE
    private const uint XdpGenericMode = 2;
    private const uint XdpHardwareMode = 8;
    private const uint XdpModes = 0xe;

    /// <summary>BPF_LINK_CREATE</summary>
    public SysResult Create(LinkCreateAttributes attributes)
    {
        Errno error = objects.Acquire(attributes.ProgramFd, out KernelProgram? program);
        if (error != Errno.None)
            return error;
        KernelLink? link = null;
        lock (network.Gate)
        {
            error = (program!.Type.Type, attributes.AttachType) switch
            {
                (ProgramType.Xdp, AttachType.Xdp) => AttachXdp(attributes, program, out link),
                (ProgramType.SchedCls, AttachType.TcxIngress or AttachType.TcxEgress) => AttachTcx(attributes, program, out link),
                (ProgramType.SchedCls, AttachType.NetkitPrimary or AttachType.NetkitPeer) => network.Find((uint)attributes.Target) is null ? Errno.ENODEV : Errno.ENXIO,
                _ => Errno.EINVAL,
            };
        }
        if (error != Errno.None)
        {
            program.Put();
            return error;
        }
        return objects.Admit(link!);
    }

    /// <summary>BPF_LINK_UPDATE</summary>
    public SysResult Update(int linkFd, int newFd, uint flags, int oldFd)
    {
        if ((flags & ~Constants.BPF_F_REPLACE) != 0)
            return Errno.EINVAL;
        Errno error = objects.Acquire(linkFd, out KernelLink? link);
        if (error != Errno.None)
            return error;
        error = Update(link!, newFd, flags, oldFd);
        link!.Put();
        return error;
    }

    /// <summary>BPF_LINK_DETACH</summary>
    public SysResult Detach(int linkFd)
    {
        Errno error = objects.Acquire(linkFd, out KernelLink? link);
        if (error != Errno.None)
            return error;
        error = link!.Detach();
        link.Put();
        return error;
    }

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a link</summary>
    public SysResult GetInfo(int linkFd, out LinkInfo? info)
    {
        info = null;
        using var section = objects.GracePeriods.Enter();
        Errno error = objects.Find(linkFd, out KernelLink? link, out _);
        if (error != Errno.None)
            return ObjectCommands.InfoError(error);
        info = new LinkInfo(link!.Type, link.Id, link.Program.Id, link.Hook);
        return SysResult.Ok;
    }

    /// <summary>BPF_RAW_TRACEPOINT_OPEN</summary>
    public SysResult OpenRawTracepoint(string? name, int programFd, ulong cookie)
    {
        Errno error = objects.Acquire(programFd, out KernelProgram? program);
        if (error != Errno.None)
            return error;
        error = OpenRawTracepoint(name, program!, cookie, out RawTracepointLink? link);
        if (error != Errno.None)
        {
            program!.Put();
            return error;
        }
        return objects.Admit(link!);
    }

    /// <summary>BPF_ENABLE_STATS</summary>
    public SysResult EnableStatistics(StatsType type)
        => type == StatsType.RunTime ? objects.Open(new StatisticsDescriptor(objects, statistics)) : Errno.EINVAL;

    /// <summary>BPF_ITER_CREATE: no program of this kernel iterates, so no link is an iterator's.</summary>
    public SysResult CreateIterator(int linkFd, uint flags)
        => flags != 0 || objects.Find(linkFd, out KernelLink? _, out _) is Errno.None or Errno.EINVAL ? Errno.EINVAL : Errno.EBADF;

    /// <summary>BPF_TOKEN_CREATE: no descriptor of this kernel is a file system's.</summary>
    public SysResult CreateToken(int bpffsFd, uint flags)
        => flags != 0 || objects.Find(bpffsFd, out KernelObject? _, out _) == Errno.None ? Errno.EINVAL : Errno.EBADF;

    /// <summary>BPF_PROG_BIND_MAP</summary>
    public SysResult BindMap(int programFd, int mapFd, uint flags)
    {
        if (flags != 0)
            return Errno.EINVAL;
        Errno error = objects.Acquire(programFd, out KernelProgram? program);
        if (error != Errno.None)
            return error;
        error = objects.Acquire(mapFd, out KernelMap? map);
        if (error == Errno.None && !program!.TryBind(map!))
            map!.Put();
        program!.Put();
        return error;
    }

    /// <summary>BPF_TASK_FD_QUERY: the only process is this one.</summary>
    public SysResult QueryTask(int processId, int fd, uint flags, out TaskFdInfo? info)
    {
        info = null;
        if (flags != 0)
            return Errno.EINVAL;
        if (processId != Environment.ProcessId)
            return Errno.ENOENT;
        using var section = objects.GracePeriods.Enter();
        Errno error = objects.Find(fd, out KernelObject? found, out _);
        if (error != Errno.None)
            return error;
        if (found is not RawTracepointLink { Hook: LinkHook.RawTracepoint hook } link)
            return Errno.ENOTSUPP;
        info = new TaskFdInfo(link.Program.Id, TaskFdType.RawTracepoint, hook.Name, 0, 0);
        return SysResult.Ok;
    }

    private Errno Update(KernelLink link, int newFd, uint flags, int oldFd)
    {
        Errno error = objects.Acquire(newFd, out KernelProgram? next);
        if (error != Errno.None)
            return error;
        KernelProgram? expected = null;
        if ((flags & Constants.BPF_F_REPLACE) != 0)
            error = objects.Acquire(oldFd, out expected);
        else if (oldFd != 0)
            error = Errno.EINVAL;
        if (error == Errno.None)
            error = link.Update(next!, expected);
        expected?.Put();
        if (error != Errno.None)
            next!.Put();
        return error;
    }

    // dev_xdp_attach: one mode, and never beside another program.
    private Errno AttachXdp(LinkCreateAttributes attributes, KernelProgram program, out KernelLink? link)
    {
        link = null;
        uint mode = attributes.Flags & XdpModes;
        if (network.Find((uint)attributes.Target) is not { } device || (attributes.Flags & ~XdpModes) != 0 || (mode & (mode - 1)) != 0)
            return Errno.EINVAL;
        if (device.XdpLink is not null && mode != XdpHardwareMode)
            return (device.XdpFlags == XdpGenericMode) == (mode == XdpGenericMode) ? Errno.EBUSY : Errno.EEXIST;
        if (mode == XdpHardwareMode || program.ExpectedAttachType is AttachType.XdpDevMap or AttachType.XdpCpuMap)
            return Errno.EINVAL;
        XdpLink made = new(network, objects, program, device);
        device.XdpFlags = mode;
        device.SetXdp(made, program);
        link = made;
        return Errno.None;
    }

    private Errno AttachTcx(LinkCreateAttributes attributes, KernelProgram program, out KernelLink? link)
    {
        link = null;
        if (network.Find((uint)attributes.Target) is not { } device)
            return Errno.ENODEV;
        OrderedLinkOptions order = attributes.Options as OrderedLinkOptions ?? new OrderedLinkOptions();
        TcxLink made = new(network, objects, program, device, attributes.AttachType);
        Errno error = device.Chain(attributes.AttachType).Attach(new(program, made), null, attributes.Flags, order.Relative, order.ExpectedRevision);
        if (error == Errno.None)
            link = made;
        return error;
    }

    private Errno OpenRawTracepoint(string? name, KernelProgram program, ulong cookie, out RawTracepointLink? link)
    {
        link = null;
        if (program.Type.Type != ProgramType.RawTracepoint)
            return Errno.EINVAL;
        if (name is null)
            return Errno.EFAULT;
        if (!tracepoints.TryFind(name, out BpfTracepoint? tracepoint))
            return Errno.ENOENT;
        if (program.ContextBytesUsed > tracepoint.ArgumentCount * sizeof(ulong))
            return Errno.EINVAL;
        link = new RawTracepointLink(objects, program, tracepoint, cookie);
        tracepoint.Add(link);
        return Errno.None;
    }
}
