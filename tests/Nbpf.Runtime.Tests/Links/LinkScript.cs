using System.Text;
using Nbpf.Isa;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using static Nbpf.Uapi.Constants;

namespace Nbpf.Runtime.Tests.Links;

/// <summary>Commands on an interface of some kernel, and their answers as text. Ids are told as the places of their programs in <see cref="Programs"/>.</summary>
internal sealed class LinkScript : IDisposable
{
    private const int NoInterface = 987_654;
    private const int NoDescriptor = 99_999;

    private readonly IBpf bpf;
    private readonly int device;
    private readonly StringBuilder text = new();
    private readonly List<int> fds = [];

    public LinkScript(IBpf bpf, int device)
    {
        this.bpf = bpf;
        this.device = device;
        Programs = [.. Enumerable.Range(0, 5).Select(_ => Load(ProgramType.SchedCls, "r0 = -1\nexit"))];
    }

    /// <summary>Classifiers.</summary>
    public int[] Programs { get; }

    public override string ToString() => text.ToString();

    public void Dispose()
    {
        foreach (int fd in fds)
            bpf.Close(fd);
    }

    public string Xdp()
    {
        int first = Load(ProgramType.Xdp, "r0 = 2\nexit"), second = Load(ProgramType.Xdp, "r0 = 2\nexit");
        int map = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        LinkCreateAttributes valid = new() { ProgramFd = first, Target = device, AttachType = AttachType.Xdp };
        Link("no program", valid with { ProgramFd = NoDescriptor });
        Link("a map as program", valid with { ProgramFd = map });
        Link("no interface", valid with { Target = NoInterface });
        Link("a classifier", valid with { ProgramFd = Programs[0] });
        foreach (AttachType type in (AttachType[])[AttachType.XdpDevMap, AttachType.XdpCpuMap, AttachType.TcxIngress, AttachType.CgroupInetIngress, AttachType.NetkitPrimary])
            Link($"as {type}", valid with { AttachType = type });
        foreach (uint flags in (uint[])[1, 6, 8, 10, 14, 16, 32])
            Link($"flags {flags}", valid with { Flags = flags });
        int link = Link("attach", valid);
        Link("attach again", valid with { ProgramFd = second });
        Link("attach natively", valid with { ProgramFd = second, Flags = 4 });
        Link("attach generically", valid with { ProgramFd = second, Flags = 2 });
        Say("update, unknown flag", bpf.LinkUpdate(link, second, 1));
        Say("update, old without flag", bpf.LinkUpdate(link, second, 0, first));
        Say("update, no link", bpf.LinkUpdate(NoDescriptor, second));
        Say("update, a program as link", bpf.LinkUpdate(first, second));
        Say("update, no program", bpf.LinkUpdate(link, NoDescriptor));
        Say("update, a classifier", bpf.LinkUpdate(link, Programs[0]));
        Say("update, no old program", bpf.LinkUpdate(link, second, BPF_F_REPLACE, NoDescriptor));
        Say("update, another old program", bpf.LinkUpdate(link, second, BPF_F_REPLACE, second));
        Say("update, right old program", bpf.LinkUpdate(link, second, BPF_F_REPLACE, first));
        Say("update to the same", bpf.LinkUpdate(link, second));
        Info("info", link);
        Say("detach, no link", bpf.LinkDetach(NoDescriptor));
        Say("detach, a program", bpf.LinkDetach(first));
        Say("detach", bpf.LinkDetach(link));
        Say("detach again", bpf.LinkDetach(link));
        Say("update, detached", bpf.LinkUpdate(link, first));
        Info("info, detached", link);
        int generic = Link("attach generically", valid with { Flags = 2 });
        Link("attach natively", valid with { Flags = 4 });
        bpf.LinkGetInfo(generic, out LinkInfo? info);
        int again = bpf.ObjGetFdById(BpfObjectKind.Link, info!.Id).Value;
        Say("close", bpf.Close(generic));
        fds.Remove(generic);
        Link("attach while the other descriptor is open", valid);
        Say("by id, a flag", Quiet(bpf.ObjGetFdById(BpfObjectKind.Link, info.Id, (uint)MapFlags.ReadOnly)));
        Say("close the last", bpf.Close(again));
        Say("by id, gone", Quiet(bpf.ObjGetFdById(BpfObjectKind.Link, info.Id)));
        Link("attach after", valid);
        Say("info of a program as a link", bpf.LinkGetInfo(first, out _));
        Say("info of nothing", bpf.LinkGetInfo(NoDescriptor, out _));
        bpf.Close(map);
        return text.ToString();
    }

    public string Others()
    {
        int map = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        int raw = Load(ProgramType.RawTracepoint, "r0 = 0\nexit");
        Say("raw tracepoint, unknown name", Quiet(bpf.RawTracepointOpen("nbpf_no_such_event", raw)));
        Say("raw tracepoint, no name", Quiet(bpf.RawTracepointOpen(null, raw)));
        Say("raw tracepoint, no program", Quiet(bpf.RawTracepointOpen("nbpf_no_such_event", NoDescriptor)));
        Say("raw tracepoint, a classifier", Quiet(bpf.RawTracepointOpen("nbpf_no_such_event", Programs[0])));
        Say("raw tracepoint by link", Quiet(bpf.LinkCreate(new LinkCreateAttributes { ProgramFd = raw })));
        Say("statistics of another kind", Quiet(bpf.EnableStats((StatsType)7)));
        Say("iterator of nothing", Quiet(bpf.IterCreate(NoDescriptor)));
        Say("iterator of a program", Quiet(bpf.IterCreate(raw)));
        Say("iterator with a flag", Quiet(bpf.IterCreate(NoDescriptor, 1)));
        Say("token of nothing", Quiet(bpf.TokenCreate(NoDescriptor)));
        Say("token of a map", Quiet(bpf.TokenCreate(map)));
        Say("token with a flag", Quiet(bpf.TokenCreate(NoDescriptor, 1)));
        Say("bind", bpf.ProgBindMap(raw, map));
        Say("bind again", bpf.ProgBindMap(raw, map));
        Say("bind, a flag", bpf.ProgBindMap(raw, map, 1));
        Say("bind to nothing", bpf.ProgBindMap(NoDescriptor, map));
        Say("bind to a map", bpf.ProgBindMap(map, map));
        Say("bind nothing", bpf.ProgBindMap(raw, NoDescriptor));
        Say("bind a program", bpf.ProgBindMap(raw, raw));
        bpf.ProgGetInfo(raw, out ProgInfo? info);
        text.Append("bound maps ").Append(info!.MapIds.Length).Append('\n');
        Say("task, a flag", bpf.TaskFdQuery(Environment.ProcessId, map, 1, out _));
        Say("task, no process", bpf.TaskFdQuery(999_999_9, map, 0, out _));
        Say("task, no descriptor", bpf.TaskFdQuery(Environment.ProcessId, NoDescriptor, 0, out _));
        Say("task, a map", bpf.TaskFdQuery(Environment.ProcessId, map, 0, out _));
        bpf.Close(map);
        bpf.ProgGetInfo(raw, out info);
        text.Append("bound maps ").Append(info!.MapIds.Length).Append('\n');
        return text.ToString();
    }

    public string Chains()
    {
        int filter = Load(ProgramType.SocketFilter, "r0 = 0\nexit");
        ProgAttachAttributes valid = new() { Target = device, ProgramFd = Programs[0], AttachType = AttachType.TcxIngress };
        Query("empty");
        Say("detach from empty", bpf.ProgDetach(valid));
        Say("no interface", bpf.ProgAttach(valid with { Target = NoInterface }));
        Say("no program", bpf.ProgAttach(valid with { ProgramFd = NoDescriptor }));
        Say("no program and no interface", bpf.ProgAttach(valid with { ProgramFd = NoDescriptor, Target = NoInterface }));
        Say("a socket filter", bpf.ProgAttach(valid with { ProgramFd = filter }));
        Say("as XDP", bpf.ProgAttach(valid with { AttachType = AttachType.Xdp }));
        Say("as an unknown type", bpf.ProgAttach(valid with { AttachType = (AttachType)200 }));
        Say("unknown flag", bpf.ProgAttach(valid with { Flags = 1 }));
        Say("replace nothing", bpf.ProgAttach(valid with { Flags = BPF_F_REPLACE, ReplacedProgramFd = NoDescriptor }));
        Say("replace what is not there", bpf.ProgAttach(valid with { Flags = BPF_F_REPLACE, ReplacedProgramFd = Programs[1] }));
        Say("revision 7", bpf.ProgAttach(valid with { ExpectedRevision = 7 }));
        Say("after what is not there", bpf.ProgAttach(valid with { Flags = BPF_F_AFTER, Relative = Programs[1] }));
        Say("after a socket filter", bpf.ProgAttach(valid with { Flags = BPF_F_AFTER, Relative = filter }));
        Say("after nothing by id", bpf.ProgAttach(valid with { Flags = BPF_F_AFTER | BPF_F_ID }));
        Say("after no link", bpf.ProgAttach(valid with { Flags = BPF_F_AFTER | BPF_F_LINK }));
        Say("relative without place", bpf.ProgAttach(valid with { Relative = Programs[1] }));
        Say("attach", bpf.ProgAttach(valid with { ExpectedRevision = 1 }));
        Say("attach again", bpf.ProgAttach(valid));
        Query("one");
        Say("query, no interface", bpf.ProgQuery(new ProgQueryArguments { Target = NoInterface, AttachType = AttachType.TcxIngress }));
        Say("query, a flag", bpf.ProgQuery(new ProgQueryArguments { Target = device, AttachType = AttachType.TcxIngress, QueryFlags = BPF_F_QUERY_EFFECTIVE }));
        Say("query, an unknown flag", bpf.ProgQuery(new ProgQueryArguments { Target = device, AttachType = AttachType.TcxIngress, QueryFlags = 8 }));
        Say("query, XDP", bpf.ProgQuery(new ProgQueryArguments { Target = device, AttachType = AttachType.Xdp }));
        Say("link of what is there", Quiet(bpf.LinkCreate(new LinkCreateAttributes { ProgramFd = Programs[0], Target = device, AttachType = AttachType.TcxIngress })));
        Say("link, no interface", Quiet(bpf.LinkCreate(new LinkCreateAttributes { ProgramFd = Programs[0], Target = NoInterface, AttachType = AttachType.TcxIngress })));
        Say("detach with replace", bpf.ProgDetach(valid with { Flags = BPF_F_REPLACE }));
        Say("detach, no interface", bpf.ProgDetach(valid with { Target = NoInterface }));
        Say("detach, revision", bpf.ProgDetach(valid with { ExpectedRevision = 7 }));
        Say("detach another", bpf.ProgDetach(valid with { ProgramFd = Programs[1] }));
        Say("detach", bpf.ProgDetach(valid));
        Query("empty again");
        return text.ToString();
    }

    /// <summary>Random changes of the ingress chain.</summary>
    public string Play(IEnumerable<ChainStep> steps)
    {
        int[] links = new int[Programs.Length];
        foreach (ChainStep step in steps)
        {
            int relative = step.Neighbour >= Programs.Length ? 0 : (step.Flags & BPF_F_LINK) != 0 ? links[step.Neighbour] : Programs[step.Neighbour];
            if ((step.Flags & BPF_F_ID) != 0 && relative != 0)
                relative = (int)IdOf(relative, (step.Flags & BPF_F_LINK) != 0);
            ulong revision = step.Revision == 0 ? 0 : QueryArguments(0).Revision + step.Revision - 1;
            ProgAttachAttributes attributes = new()
            {
                Target = device,
                ProgramFd = Programs[step.Program],
                AttachType = AttachType.TcxIngress,
                Flags = step.Flags,
                ReplacedProgramFd = Programs[(step.Program + 1 + (step.Neighbour % 2)) % Programs.Length],
                Relative = relative,
                ExpectedRevision = revision,
            };
            switch (step.Kind)
            {
                case 0 or 1:
                    Say($"attach {step.Program} {step.Flags}", bpf.ProgAttach(attributes));
                    break;
                case 2:
                    Say($"detach {step.Program} {step.Flags}", bpf.ProgDetach(attributes with { Flags = attributes.Flags & ~BPF_F_REPLACE, ProgramFd = step.Neighbour == 0 ? 0 : attributes.ProgramFd }));
                    break;
                case 3 when links[step.Program] == 0:
                    SysResult link = bpf.LinkCreate(new LinkCreateAttributes
                    {
                        ProgramFd = Programs[step.Program],
                        Target = device,
                        AttachType = AttachType.TcxIngress,
                        Flags = step.Flags & ~BPF_F_REPLACE,
                        Options = new OrderedLinkOptions(relative, revision),
                    });
                    links[step.Program] = link.IsError ? 0 : link.Value;
                    Say($"link {step.Program} {step.Flags}", Plain(link));
                    break;
                case 3 or 4:
                    int at = Array.FindIndex(links, fd => fd != 0);
                    if (at >= 0)
                        Say($"update {at} {step.Program}", bpf.LinkUpdate(links[at], Programs[step.Program], step.Revision == 1 ? BPF_F_REPLACE : 0, step.Revision == 1 ? Programs[step.Neighbour % Programs.Length] : 0));
                    break;
                case 5 when links[step.Program] != 0:
                    Say($"unlink {step.Program}", step.Revision == 0 ? bpf.LinkDetach(links[step.Program]) : SysResult.Ok);
                    bpf.Close(links[step.Program]);
                    links[step.Program] = 0;
                    break;
                default:
                    break;
            }
            Query("now");
        }
        foreach (int link in links.Where(fd => fd != 0))
            bpf.Close(link);
        while (!bpf.ProgDetach(new ProgAttachAttributes { Target = device, AttachType = AttachType.TcxIngress }).IsError)
        {
        }
        return text.ToString();
    }

    private static SysResult Plain(SysResult result) => result.IsError ? result : SysResult.Ok;

    private int Load(ProgramType type, string assembly)
    {
        int fd = ProgramDump.Load(bpf, type, Assembler.Assemble(assembly));
        fds.Add(fd);
        return fd;
    }

    private int Link(string what, LinkCreateAttributes attributes)
    {
        SysResult link = bpf.LinkCreate(attributes);
        if (!link.IsError)
            fds.Add(link.Value);
        Say(what, Plain(link));
        return link.Value;
    }

    private SysResult Quiet(SysResult opened)
    {
        if (!opened.IsError)
            bpf.Close(opened.Value);
        return Plain(opened);
    }

    private void Info(string what, int link)
    {
        SysResult result = bpf.LinkGetInfo(link, out LinkInfo? info);
        Say($"{what} {info?.Type} {(info?.Hook as LinkHook.Xdp)?.InterfaceIndex == (uint)device}", result);
    }

    private uint IdOf(int fd, bool isLink)
    {
        if (isLink)
        {
            bpf.LinkGetInfo(fd, out LinkInfo? link);
            return link!.Id;
        }
        bpf.ProgGetInfo(fd, out ProgInfo? program);
        return program!.Id;
    }

    private ProgQueryArguments QueryArguments(int room)
    {
        ProgQueryArguments query = new()
        {
            Target = device,
            AttachType = AttachType.TcxIngress,
            ProgramIds = new uint[room],
            ProgramFlags = new uint[room],
            LinkIds = new uint[room],
            LinkFlags = new uint[room],
        };
        bpf.ProgQuery(query);
        return query;
    }

    private void Query(string what)
    {
        List<uint> ids = [.. Programs.Select(fd => IdOf(fd, isLink: false))];
        foreach (int room in (int[])[1, 64])
        {
            ProgQueryArguments query = QueryArguments(room);
            string programs = string.Join(' ', query.ProgramIds.ToArray().Zip(query.LinkIds.ToArray()).Where(pair => pair.First != 0)
                .Select(pair => $"{ids.IndexOf(pair.First)}{(pair.Second == 0 ? "" : "L")}"));
            text.Append($"{what}: {query.Count} [{programs}] revision {query.Revision}\n");
        }
    }

    private void Say(string what, SysResult result) => text.Append(what).Append(": ").Append(result.Errno).Append('\n');
}

/// <summary>One change of a chain.</summary>
/// <param name="Kind">0 or 1 attach, 2 detach, 3 link, 4 update a link, 5 end a link.</param>
/// <param name="Program">Which program.</param>
/// <param name="Neighbour">Which program or link it stands beside; past the last for none.</param>
/// <param name="Flags">BPF_F_BEFORE and others.</param>
/// <param name="Revision">0 for any, 1 for the present one, 2 for the next.</param>
internal sealed record ChainStep(int Kind, int Program, int Neighbour, uint Flags, uint Revision);
