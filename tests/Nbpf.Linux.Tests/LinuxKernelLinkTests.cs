using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;
using static Nbpf.Uapi.Constants;

namespace Nbpf.Linux.Tests;

public sealed class LinuxKernelLinkTests : IDisposable
{
    private readonly IBpf kernel;

    public LinuxKernelLinkTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out reason), reason);
        kernel = LinuxOracle.Open();
    }

    public void Dispose() => kernel?.Dispose();

    [Fact]
    public void LinkCreate_XdpOnAVeth_AttachesUpdatesAndDetaches()
    {
        using NetworkNamespace network = NetworkNamespace.Create();
        int first = Load(ProgramType.Xdp, "r0 = 2\nexit"), second = Load(ProgramType.Xdp, "r0 = 2\nexit");
        SysResult link = network.Run(() => kernel.LinkCreate(new() { ProgramFd = first, Target = network.InterfaceIndex, AttachType = AttachType.Xdp }));
        Assert.False(link.IsError, link.ToString());

        Assert.Equal(SysResult.Ok, kernel.LinkGetInfo(link.Value, out LinkInfo? info));
        Assert.Equal((LinkType.Xdp, IdOf(first)), (info!.Type, info.ProgramId));
        Assert.Equal(new LinkHook.Xdp((uint)network.InterfaceIndex), info.Hook);

        Assert.Equal(Errno.EPERM, kernel.LinkUpdate(link.Value, second, BPF_F_REPLACE, second).Errno);
        Assert.Equal(SysResult.Ok, kernel.LinkUpdate(link.Value, second, BPF_F_REPLACE, first));
        Assert.Equal(SysResult.Ok, kernel.LinkGetInfo(link.Value, out info));
        Assert.Equal(IdOf(second), info!.ProgramId);

        SysResult again = kernel.ObjGetFdById(BpfObjectKind.Link, info.Id);
        Assert.False(again.IsError);
        Assert.Equal(SysResult.Ok, kernel.LinkDetach(again.Value));
        Assert.Equal(SysResult.Ok, kernel.LinkGetInfo(link.Value, out info));
        Assert.Equal(new LinkHook.Xdp(0), info!.Hook);
    }

    [Fact]
    public void LinkCreate_TcxBeforeAndAfter_KeepsTheOrderAndTheRevision()
    {
        using NetworkNamespace network = NetworkNamespace.Create();
        network.Run(() =>
        {
            int middle = Load(ProgramType.SchedCls, "r0 = -1\nexit"), before = Load(ProgramType.SchedCls, "r0 = -1\nexit"), after = Load(ProgramType.SchedCls, "r0 = -1\nexit");
            LinkCreateAttributes tcx = new() { Target = network.InterfaceIndex, AttachType = AttachType.TcxIngress };
            SysResult middleLink = kernel.LinkCreate(tcx with { ProgramFd = middle });
            Assert.False(middleLink.IsError);
            SysResult beforeLink = kernel.LinkCreate(tcx with { ProgramFd = before, Flags = BPF_F_BEFORE | BPF_F_LINK, Options = new OrderedLinkOptions(middleLink.Value) });
            Assert.False(beforeLink.IsError);
            ProgQueryArguments query = Query(network.InterfaceIndex, AttachType.TcxIngress);
            Assert.Equal(SysResult.Ok, kernel.ProgQuery(query));
            Assert.Equal(Errno.ESTALE, kernel.LinkCreate(tcx with { ProgramFd = after, Options = new OrderedLinkOptions(0, query.Revision + 1) }).Errno);
            SysResult afterLink = kernel.LinkCreate(tcx with { ProgramFd = after, Flags = BPF_F_AFTER, Options = new OrderedLinkOptions(middle, query.Revision) });
            Assert.False(afterLink.IsError, afterLink.ToString());

            ProgQueryArguments now = Query(network.InterfaceIndex, AttachType.TcxIngress);
            Assert.Equal(SysResult.Ok, kernel.ProgQuery(now));
            Assert.Equal((3u, query.Revision + 1), (now.Count, now.Revision));
            Assert.Equal([IdOf(before), IdOf(middle), IdOf(after)], now.ProgramIds.Span[..3].ToArray());
            Assert.DoesNotContain(0u, now.LinkIds.Span[..3].ToArray());
            Assert.Equal(SysResult.Ok, kernel.LinkGetInfo(afterLink.Value, out LinkInfo? info));
            Assert.Equal(new LinkHook.TrafficControl((uint)network.InterfaceIndex, AttachType.TcxIngress), info!.Hook);
        });
    }

    [Fact]
    public void LinkCreate_Netfilter_TellsItsHook()
    {
        using NetworkNamespace network = NetworkNamespace.Create();
        int program = Load(ProgramType.Netfilter, "r0 = 1\nexit", AttachType.Netfilter);
        SysResult link = network.Run(() => kernel.LinkCreate(new() { ProgramFd = program, AttachType = AttachType.Netfilter, Options = new NetfilterLinkOptions(2, 1, -5) }));
        Assert.False(link.IsError, link.ToString());
        Assert.Equal(SysResult.Ok, kernel.LinkGetInfo(link.Value, out LinkInfo? info));
        Assert.Equal(new LinkHook.Netfilter(2, 1, -5, 0), info!.Hook);
    }

    [Fact]
    public void ProgAttach_Cgroup_IsTheOneThatProgQueryTells()
    {
        Assert.SkipUnless(CgroupDirectory.IsAvailable(out string reason), reason);
        using CgroupDirectory cgroup = CgroupDirectory.Create();
        int first = Load(ProgramType.CgroupSkb, "r0 = 1\nexit", AttachType.CgroupInetEgress), second = Load(ProgramType.CgroupSkb, "r0 = 1\nexit", AttachType.CgroupInetEgress);
        ProgAttachAttributes attach = new() { Target = cgroup.Fd, ProgramFd = first, AttachType = AttachType.CgroupInetEgress, Flags = BPF_F_ALLOW_MULTI };
        Assert.Equal(SysResult.Ok, kernel.ProgAttach(attach));
        Assert.Equal(SysResult.Ok, kernel.ProgAttach(attach with { ProgramFd = second, Flags = BPF_F_ALLOW_MULTI | BPF_F_REPLACE, ReplacedProgramFd = first }));
        ProgQueryArguments query = Query(cgroup.Fd, AttachType.CgroupInetEgress);
        Assert.Equal(SysResult.Ok, kernel.ProgQuery(query));
        Assert.Equal((1u, BPF_F_ALLOW_MULTI, IdOf(second)), (query.Count, query.AttachFlags, query.ProgramIds.Span[0]));
        Assert.Equal(Errno.ENOENT, kernel.ProgDetach(attach with { Flags = 0 }).Errno);
        Assert.Equal(SysResult.Ok, kernel.ProgDetach(attach with { ProgramFd = second, Flags = 0 }));
    }

    [Fact]
    public void ProgQuery_BuffersOfDifferentLengths_AnswersEfault()
    {
        ProgQueryArguments query = new() { ProgramIds = new uint[4], LinkIds = new uint[3] };
        Assert.Equal(Errno.EFAULT, kernel.ProgQuery(query).Errno);
    }

    [Fact]
    public void LinkCommands_OnOtherFileDescriptors_AnswerTheKernelsErrno()
    {
        int program = Load(ProgramType.Xdp, "r0 = 2\nexit");
        Assert.Equal(Errno.EINVAL, kernel.LinkGetInfo(program, out LinkInfo? info).Errno);
        Assert.Null(info);
        Assert.Equal(Errno.EINVAL, kernel.LinkDetach(program).Errno);
        Assert.Equal(Errno.EBADF, kernel.LinkDetach(-1).Errno);
        Assert.Equal(Errno.EINVAL, kernel.LinkUpdate(program, program).Errno);
        Assert.Equal(Errno.EINVAL, kernel.IterCreate(program).Errno);
        Assert.Equal(Errno.EFAULT, kernel.LinkCreate(new() { ProgramFd = program, Options = new UprobeMultiLinkOptions { Path = "/x", Offsets = new ulong[2], Cookies = new ulong[1] } }).Errno);
        Assert.Equal(Errno.EFAULT, kernel.LinkCreate(new() { ProgramFd = program, Options = new KprobeMultiLinkOptions { Symbols = ["a", "b"], Cookies = new ulong[1] } }).Errno);
    }

    [Fact]
    public void RawTracepointOpen_NoSuchTracepoint_AnswersEnoent()
    {
        int program = Load(ProgramType.RawTracepoint, "r0 = 0\nexit");
        Assert.Equal(Errno.ENOENT, kernel.RawTracepointOpen("nbpf_no_such_tracepoint", program).Errno);
    }

    private int Load(ProgramType type, string text, AttachType attachType = default)
    {
        SysResult result = LinuxOracle.Load(kernel, new ProgLoadAttributes { Type = type, Instructions = Assembler.Assemble(text), License = "GPL", ExpectedAttachType = attachType, LogLevel = 1 }, out string log);
        Assert.SkipWhen(HostRefusal.Is(result, type, log, out string reason), reason);
        Assert.False(result.IsError, log);
        return result.Value;
    }

    private uint IdOf(int program)
    {
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(program, out ProgInfo? info));
        return info!.Id;
    }

    private static ProgQueryArguments Query(int target, AttachType type) => new() { Target = target, AttachType = type, ProgramIds = new uint[8], LinkIds = new uint[8] };
}
