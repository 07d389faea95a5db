using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A perf event that the caller opened; it is enabled once the program is attached.</summary>
/// <param name="EventFd">Its file descriptor.</param>
/// <param name="Cookie">What bpf_get_attach_cookie answers.</param>
public sealed record PerfEventTarget(int EventFd, ulong Cookie = 0) : AttachTarget
{
    internal override SysResult CreateLink(BpfProgram program)
    {
        SysResult link = Create(program, EventFd, Cookie);
        if (link.IsError || program.Kernel is not IPerfEvents events) return link;
        SysResult enabled = events.Enable(EventFd);
        if (!enabled.IsError) return link;
        program.Kernel.Close(link.Value);
        return enabled;
    }

    /// <summary>Attaches to an event that was opened for this link only: the link keeps it alive.</summary>
    internal static SysResult CreateOwn(BpfProgram program, SysResult opened, ulong cookie)
    {
        if (opened.IsError) return opened;
        SysResult link = Create(program, opened.Value, cookie);
        program.Kernel.Close(opened.Value);
        return link;
    }

    private static SysResult Create(BpfProgram program, int eventFd, ulong cookie) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        Target = eventFd,
        AttachType = AttachType.PerfEvent,
        Options = cookie == 0 ? null : new PerfEventLinkOptions(cookie),
    });
}
