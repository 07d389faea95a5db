using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Syscall;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>Links and netlink attachments on a veth pair of the test's own, proven with packets.</summary>
[SupportedOSPlatform("linux")]
public sealed class InterfaceLinkTests : LinkTest
{
    private const string Xdp =
        """
        __u64 count;
        SEC("xdp") int pass(struct xdp_md *ctx) { return XDP_PASS; }
        SEC("xdp") int drop(struct xdp_md *ctx) { __sync_fetch_and_add(&count, 1); return XDP_DROP; }
        """;

    private const string Classifiers =
        """
        __u64 count[3];
        SEC("tcx/ingress") int first(struct __sk_buff *skb) { __sync_fetch_and_add(&count[0], 1); return -1; }
        SEC("tcx/ingress") int second(struct __sk_buff *skb) { __sync_fetch_and_add(&count[1], 1); return -1; }
        SEC("tcx/ingress") int stop(struct __sk_buff *skb) { __sync_fetch_and_add(&count[2], 1); return 2; }
        """;

    private readonly NetworkNamespace network;

    public InterfaceLinkTests()
    {
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out string reason), reason);
        network = Own(NetworkNamespace.Create());
    }

    [Fact]
    public void Attach_XdpDrop_CountsAndStopsPacketsUntilUpdatedOrDisposed()
    {
        BpfObject loaded = Load(Xdp);
        BpfProgram drop = loaded.Program("drop"), pass = loaded.Program("pass");
        Assert.True(network.Delivers());
        BpfLink link = Own(network.Run(() => drop.Attach(new XdpTarget(network.InterfaceIndex))));
        Assert.True(network.Stops());
        Assert.NotEqual(0UL, Count(loaded));
        Assert.Equal((LinkType.Xdp, drop.Info.Id), (link.Info.Type, link.Info.ProgramId));

        BpfException refused = Assert.Throws<BpfException>(() => link.Update(pass, expectedOld: pass));
        Assert.Equal(Errno.EPERM, refused.Errno);
        Assert.True(network.Stops());
        link.Update(pass, expectedOld: drop);
        Assert.True(network.Delivers());
        link.Update(drop);
        Assert.True(network.Stops());
        End(link);
        Assert.True(network.Delivers());
    }

    [Fact]
    public void Attach_XdpWhereALinkIs_IsBusyAndNamesProgramAndTarget()
    {
        BpfObject loaded = Load(Xdp);
        Own(network.Run(() => loaded.Program("pass").Attach(new XdpTarget(network.InterfaceIndex, XdpMode.Generic))));
        BpfException busy = Assert.Throws<BpfException>(() => network.Run(() => loaded.Program("drop").Attach(new XdpTarget(network.InterfaceIndex, XdpMode.Generic))));
        Assert.Equal(Errno.EBUSY, busy.Errno);
        Assert.Contains("'drop'", busy.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(XdpTarget), busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pin_Link_KeepsTheProgramAttachedAndDetachEndsIt()
    {
        using BpfFileSystemMount files = BpfFileSystemMount.Create();
        BpfObject loaded = Load(Xdp);
        uint id;
        using (BpfLink link = network.Run(() => loaded.Program("drop").Attach(new XdpTarget(network.InterfaceIndex))))
        {
            link.Pin(Path.Combine(files["links"], "xdp"));
            id = link.Id;
        }

        Assert.True(network.Stops());
        using BpfLink pinned = BpfLink.OpenPinned(Kernel, Path.Combine(files["links"], "xdp"));
        using BpfLink byId = BpfLink.OpenById(Kernel, id);
        Assert.Equal(id, pinned.Id);
        byId.Detach();
        Assert.True(network.Delivers());
        Assert.Equal(new LinkHook.Xdp(0), pinned.Info.Hook);
        pinned.Unpin();
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => BpfLink.OpenPinned(Kernel, Path.Combine(files["links"], "xdp"))).Errno);
        Assert.Throws<InvalidOperationException>(pinned.Unpin);
    }

    [Fact]
    public void XdpInterface_AttachReplaceDetach_TellsWhatIsThere()
    {
        BpfObject loaded = Load(Xdp);
        BpfProgram drop = loaded.Program("drop"), pass = loaded.Program("pass");
        XdpInterface xdp = new(network.InterfaceIndex);
        network.Run(() =>
        {
            Assert.Equal(new XdpState(XdpAttachment.None, 0, 0, 0), xdp.Query());
            xdp.Attach(drop, XdpMode.Generic);
            Assert.Equal(new XdpState(XdpAttachment.Generic, drop.Info.Id, 0, 0), xdp.Query());
            Assert.Equal(Errno.EBUSY, Assert.Throws<BpfException>(() => xdp.Attach(pass, XdpMode.Generic)).Errno);
        });
        Assert.True(network.Stops());
        network.Run(() =>
        {
            BpfException other = Assert.Throws<BpfException>(() => xdp.Replace(pass, expected: pass, XdpMode.Generic));
            Assert.Equal(Errno.EEXIST, other.Errno);
            Assert.Contains("Active program does not match expected", other.Message, StringComparison.Ordinal);
            xdp.Replace(pass, expected: drop, XdpMode.Generic);
            Assert.Equal(pass.Info.Id, xdp.Query().GenericProgramId);
        });
        Assert.True(network.Delivers());
        network.Run(() =>
        {
            Assert.Equal(Errno.EEXIST, Assert.Throws<BpfException>(() => xdp.Detach(XdpMode.Generic, expected: drop)).Errno);
            xdp.Detach(XdpMode.Generic, expected: pass);
            xdp.AttachOver(drop, XdpMode.Driver);
            xdp.AttachOver(pass, XdpMode.Driver);
            Assert.Equal(new XdpState(XdpAttachment.Driver, 0, pass.Info.Id, 0), xdp.Query());
            xdp.Detach(XdpMode.Driver);
            Assert.Equal(XdpAttachment.None, xdp.Query().Attachment);
        });
    }

    [Fact]
    public void XdpInterface_NoSuchInterface_NamesIt()
    {
        network.Run(() =>
        {
            BpfException missing = Assert.Throws<BpfException>(() => new XdpInterface(9999).Query());
            Assert.Equal((Errno.ENODEV, "interface 9999"), (missing.Errno, missing.ObjectName));
            Assert.Equal(Errno.ENODEV, Assert.Throws<BpfException>(() => NetworkDevices.IndexOf("nosuch0")).Errno);
            Assert.Equal(network.InterfaceIndex, NetworkDevices.IndexOf(NetworkNamespace.InterfaceName));
        });
    }

    [Fact]
    public void Attach_TcxWithPlaces_RunsInOrderUntilOneDecides()
    {
        BpfObject loaded = Load(Classifiers);
        BpfProgram first = loaded.Program("first"), second = loaded.Program("second"), stop = loaded.Program("stop");
        network.Run(() =>
        {
            TcxTarget ingress = new(network.InterfaceIndex, TrafficDirection.Ingress);
            ProgramHook hook = ProgramHook.Tcx(Kernel, network.InterfaceIndex, TrafficDirection.Ingress);
            BpfLink stopLink = Own(stop.Attach(ingress));
            BpfLink firstLink = Own(first.Attach(ingress with { Place = LinkPlace.First }));
            HookState state = hook.Query();
            Assert.Equal([new(first.Info.Id, firstLink.Id), new(stop.Info.Id, stopLink.Id)], state.Programs);
            Assert.Equal(Errno.ESTALE, Assert.Throws<BpfException>(() => second.Attach(ingress with { Place = LinkPlace.Before(stopLink), ExpectedRevision = state.Revision - 1 })).Errno);
            BpfLink secondLink = Own(second.Attach(ingress with { Place = LinkPlace.Before(stopLink), ExpectedRevision = state.Revision }));
            Assert.Equal([first.Info.Id, second.Info.Id, stop.Info.Id], hook.Query().Programs.Select(p => p.ProgramId));
            End(secondLink);
            Own(second.Attach(ingress with { Place = LinkPlace.AfterLink(stopLink.Id) }));
            Assert.Equal([first.Info.Id, stop.Info.Id, second.Info.Id], hook.Query().Programs.Select(p => p.ProgramId));
        });
        Assert.True(network.Stops());
        Assert.NotEqual(0UL, Count(loaded, 0));
        Assert.Equal(0UL, Count(loaded, 1));
        Assert.NotEqual(0UL, Count(loaded, 2));
    }

    [Fact]
    public void ProgramHook_TcxWithoutLinks_AttachesReplacesAndDetaches()
    {
        BpfObject loaded = Load(Classifiers);
        BpfProgram first = loaded.Program("first"), second = loaded.Program("second"), stop = loaded.Program("stop");
        network.Run(() =>
        {
            ProgramHook hook = ProgramHook.Tcx(Kernel, network.InterfaceIndex, TrafficDirection.Ingress);
            hook.Attach(first);
            hook.Attach(stop, LinkPlace.BeforeProgram(first.Info.Id));
            Assert.Equal([new(stop.Info.Id, 0), new(first.Info.Id, 0)], hook.Query().Programs);
            hook.Replace(second, replaced: stop);
            Assert.Equal([second.Info.Id, first.Info.Id], hook.Query().Programs.Select(p => p.ProgramId));
            hook.Detach(first);
            Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => hook.Detach(first)).Errno);
            hook.Detach(second);
            Assert.Empty(hook.Query().Programs);
        });
    }

    [Fact]
    public void TrafficControl_ClsactFilter_AttachesReplacesQueriesAndDetaches()
    {
        BpfObject loaded = Load(Classifiers.Replace("tcx/ingress", "tc", StringComparison.Ordinal));
        BpfProgram first = loaded.Program("first"), stop = loaded.Program("stop");
        TrafficControl ingress = new(network.InterfaceIndex, TrafficDirection.Ingress);
        TrafficControlFilter filter = network.Run(() =>
        {
            Assert.Equal(Errno.EINVAL, Assert.Throws<BpfException>(() => ingress.Attach(first)).Errno);
            Assert.True(ingress.Create());
            Assert.False(ingress.Create());
            TrafficControlFilter attached = ingress.Attach(first, priority: 7, handle: 3);
            Assert.Equal(new(3, 7, first.Info.Id, "first"), attached);
            Assert.Equal(Errno.EEXIST, Assert.Throws<BpfException>(() => ingress.Attach(stop, 7, 3)).Errno);
            Assert.Equal([attached], ingress.Query());
            Assert.Empty(new TrafficControl(network.InterfaceIndex, TrafficDirection.Egress).Query());
            return ingress.Replace(stop, 7, 3);
        });
        Assert.Equal(stop.Info.Id, filter.ProgramId);
        Assert.True(network.Stops());
        network.Run(() =>
        {
            TrafficControlFilter chosen = ingress.Attach(first);
            Assert.NotEqual((0u, (ushort)0), (chosen.Handle, chosen.Priority));
            Assert.Equal(2, ingress.Query().Count);
            ingress.Detach(filter.Priority, filter.Handle);
            Assert.Equal([chosen], ingress.Query());
        });
        Assert.True(network.Delivers());
        network.Run(() =>
        {
            foreach ((ushort priority, uint handle) in ((ushort, uint)[])[(0, 0), (ingress.Query()[0].Priority, 0), (0, ingress.Query()[0].Handle)])
                Assert.Throws<ArgumentOutOfRangeException>(() => ingress.Detach(priority, handle));
            Assert.Single(ingress.Query());
            ingress.Destroy();
            Assert.Empty(ingress.Query());
        });
    }

    [Fact]
    public void Attach_NetfilterDrop_StopsPacketsUntilDisposed()
    {
        BpfObject loaded = Load(
            """
            __u64 count;
            SEC("netfilter") int drop(void *ctx) { __sync_fetch_and_add(&count, 1); return 0; }
            """);
        BpfLink link = Own(network.Run(() => loaded.Program("drop").Attach(new NetfilterTarget(NetfilterFamily.Ipv4, NetfilterHook.LocalIn, -10))));
        Assert.Equal(new LinkHook.Netfilter(2, 1, -10, 0), link.Info.Hook);
        Assert.True(network.Stops());
        Assert.NotEqual(0UL, Count(loaded));
        End(link);
        Assert.True(network.Delivers());
    }

    [Fact]
    public void Attach_NetfilterOfWholePackets_TellsSo()
    {
        BpfObject loaded = Load("""SEC("netfilter") int accept(void *ctx) { return 1; }""");
        NetfilterTarget whole = new(NetfilterFamily.Ipv6, NetfilterHook.PreRouting, 5) { Defragments = true };
        try
        {
            using BpfLink link = network.Run(() => loaded.Program("accept").Attach(whole));
            Assert.Equal(new LinkHook.Netfilter(10, 0, 5, Uapi.Constants.BPF_F_NETFILTER_IP_DEFRAG), link.Info.Hook);
        }
        catch (BpfException refused) when (Kernel is IKernelFacts facts && facts.ReadConfiguration() is { } built && !built.Contains("CONFIG_NF_DEFRAG_IPV6=y", StringComparison.Ordinal))
        {
            Assert.Skip($"the kernel has no nf_defrag_ipv6 built in, and could not load the module: {refused.Message}");
        }
    }

    [Fact]
    public void Attach_Netkit_TellsWhatTheKernelLacksOrAttaches()
    {
        BpfObject loaded = Load("""SEC("netkit/primary") int next(struct __sk_buff *skb) { return -1; }""");
        BpfException refused = Assert.Throws<BpfException>(() => network.Run(() => loaded.Program("next").Attach(new NetkitTarget(network.InterfaceIndex))));
        Assert.Contains(refused.Errno, new[] { Errno.EINVAL, Errno.EOPNOTSUPP, Errno.EACCES, Errno.ENXIO });
    }

    [Fact]
    public void LinuxOnlyAttachments_ProgramOfAnotherKernel_AreRefused()
    {
        using var other = new BpfObjectOfAnotherKernel(Kernel);
        Assert.Throws<ArgumentException>(() => new XdpInterface(1).Attach(other.Program));
        Assert.Throws<ArgumentException>(() => new TrafficControl(1, TrafficDirection.Ingress).Attach(other.Program));
    }

    /// <summary>A program that says it is in a kernel that is not Linux.</summary>
    private sealed class BpfObjectOfAnotherKernel : IDisposable
    {
        private readonly IBpf wrapped;

        public BpfObjectOfAnotherKernel(IBpf kernel)
        {
            wrapped = new ForwardingKernel(kernel);
            using BpfObject loaded = BpfObject.Load(kernel, Nbpf.Testing.ClangCompiler.Compile("""__attribute__((section("xdp"))) int pass(void *ctx) { return 2; }"""), "test.bpf.o");
            Program = BpfProgram.OpenById(wrapped, loaded.Program("pass").Info.Id);
        }

        public BpfProgram Program { get; }

        public void Dispose() => Program.Dispose();
    }
}
