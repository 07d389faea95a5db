using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>Links and plain attachments to a cgroup of the test's own, proven with a child process in it.</summary>
[SupportedOSPlatform("linux")]
public sealed class CgroupLinkTests : LinkTest
{
    private const string Connects =
        """
        __u64 count[2];
        SEC("cgroup/connect4") int allow(struct bpf_sock_addr *ctx) { __sync_fetch_and_add(&count[0], 1); return 1; }
        SEC("cgroup/connect4") int deny(struct bpf_sock_addr *ctx) { __sync_fetch_and_add(&count[1], 1); return 0; }
        """;

    private readonly CgroupDirectory cgroup;
    private readonly BpfObject loaded;

    public CgroupLinkTests()
    {
        Assert.SkipUnless(CgroupDirectory.IsAvailable(out string reason), reason);
        cgroup = Own(CgroupDirectory.Create());
        loaded = Load(Connects);
    }

    [Fact]
    public void Attach_Cgroup_DecidesOnConnectsOfItsProcesses()
    {
        Assert.True(MayConnect());
        using HookFile opened = HookFile.OpenCgroup(cgroup.Root);
        BpfLink link = Own(loaded.Program("deny").Attach(new CgroupTarget(opened.Fd)));
        Assert.IsType<LinkHook.Cgroup>(link.Info.Hook);
        Assert.Equal(AttachType.CgroupInet4Connect, ((LinkHook.Cgroup)link.Info.Hook!).AttachType);
        Assert.False(MayConnect());
        Assert.Equal(1UL, Count(loaded, 1));
        link.Update(loaded.Program("allow"), loaded.Program("deny"));
        Assert.True(MayConnect());
        link.Update(loaded.Program("deny"));
        Assert.False(MayConnect());
        End(link);
        Assert.True(MayConnect());
    }

    [Fact]
    public void Attach_TwoLinks_BothMustAllow()
    {
        BpfLink allow = Own(loaded.Program("allow").Attach(new CgroupTarget(cgroup.Fd)));
        Own(loaded.Program("deny").Attach(new CgroupTarget(cgroup.Fd) { Place = LinkPlace.Before(allow) }));
        HookState state = Hook().Query();
        Assert.Equal([loaded.Program("deny").Info.Id, loaded.Program("allow").Info.Id], state.Programs.Select(p => p.ProgramId));
        Assert.False(MayConnect());
        Assert.Equal((1UL, 1UL), (Count(loaded, 0), Count(loaded, 1)));
    }

    [Fact]
    public void ProgramHook_Exclusive_RefusesASecondProgramOfItsDescendants()
    {
        ProgramHook hook = Hook();
        hook.Attach(loaded.Program("allow"));
        string below = Path.Combine(cgroup.Root, "below");
        Directory.CreateDirectory(below);
        using (HookFile descendant = HookFile.OpenCgroup(below))
        {
            BpfException refused = Assert.Throws<BpfException>(() => new ProgramHook(Kernel, descendant.Fd, AttachType.CgroupInet4Connect).Attach(loaded.Program("deny")));
            Assert.Equal(Errno.EPERM, refused.Errno);
            Assert.Equal([loaded.Program("allow").Info.Id], new ProgramHook(Kernel, descendant.Fd, AttachType.CgroupInet4Connect).Query(isEffective: true).Programs.Select(p => p.ProgramId));
        }

        Directory.Delete(below);
        hook.Detach(loaded.Program("allow"));
        Assert.Empty(hook.Query().Programs);
    }

    [Fact]
    public void ProgramHook_Multiple_AttachesReplacesAndDetaches()
    {
        ProgramHook hook = Hook();
        hook.Attach(loaded.Program("allow"), mode: CgroupMode.Multiple);
        Assert.True(MayConnect());
        hook.Replace(loaded.Program("deny"), loaded.Program("allow"), CgroupMode.Multiple);
        Assert.False(MayConnect());
        Assert.Equal(Uapi.Constants.BPF_F_ALLOW_MULTI, hook.Query().Flags);
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => hook.Replace(loaded.Program("allow"), loaded.Program("allow"), CgroupMode.Multiple)).Errno);
        hook.Detach(loaded.Program("deny"));
        Assert.True(MayConnect());
    }

    [Fact]
    public void ProgramHook_Override_LetsADescendantHaveItsOwn()
    {
        ProgramHook hook = Hook();
        hook.Attach(loaded.Program("deny"), mode: CgroupMode.Override);
        string below = Path.Combine(cgroup.Root, "below");
        Directory.CreateDirectory(below);
        using (HookFile descendant = HookFile.OpenCgroup(below))
        {
            ProgramHook own = new(Kernel, descendant.Fd, AttachType.CgroupInet4Connect);
            own.Attach(loaded.Program("allow"), mode: CgroupMode.Override);
            Assert.True(MayConnect(below));
            own.Detach(loaded.Program("allow"));
            Assert.False(MayConnect(below));
        }

        Directory.Delete(below);
        hook.Detach(loaded.Program("deny"));
    }

    [Fact]
    public void OpenCgroup_NoSuchDirectory_NamesIt()
    {
        BpfException missing = Assert.Throws<BpfException>(() => HookFile.OpenCgroup(cgroup.Root + "-not"));
        Assert.Equal((Errno.ENOENT, cgroup.Root + "-not"), (missing.Errno, missing.ObjectName));
    }

    private ProgramHook Hook() => new(Kernel, cgroup.Fd, AttachType.CgroupInet4Connect);

    /// <summary>Whether a process in the cgroup may connect a UDP socket.</summary>
    private bool MayConnect(string? directory = null) =>
        ToolRun.Run("/bin/bash", ["-c", "echo $$ > \"$1/cgroup.procs\" && exec 3<>/dev/udp/127.0.0.1/9", "child", directory ?? cgroup.Root]).ExitCode == 0;
}
