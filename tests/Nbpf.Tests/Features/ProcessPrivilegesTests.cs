using Nbpf.Features;
using Xunit;

namespace Nbpf.Tests.Features;

/// <summary>What is said of EPERM, for processes that are not this one.</summary>
public sealed class ProcessPrivilegesTests
{
    private const ulong Everything = 0x1ff_ffff_ffff, Bpf = 1UL << 39, Perfmon = 1UL << 38, NetAdmin = 1UL << 12, SysAdmin = 1UL << 21;

    [Theory]
    [InlineData(0UL, ProgramType.Xdp, "lacks CAP_BPF, CAP_NET_ADMIN (bpf(2) is for privileged users only: kernel.unprivileged_bpf_disabled is 2): run it as root, or grant the capabilities with 'setcap cap_bpf,cap_net_admin+ep FILE'")]
    [InlineData(Bpf, ProgramType.Xdp, "lacks CAP_NET_ADMIN")]
    [InlineData(Bpf | NetAdmin, ProgramType.Kprobe, "lacks CAP_PERFMON")]
    [InlineData(Bpf, ProgramType.Ext, "lacks CAP_PERFMON, CAP_NET_ADMIN")]
    [InlineData(NetAdmin, ProgramType.SocketFilter, "lacks CAP_BPF")]
    [InlineData(SysAdmin, ProgramType.Ext, "programs of type ext need, so something else forbids it")]
    [InlineData(Everything, ProgramType.Tracing, "programs of type tracing need, so something else forbids it")]
    [InlineData(Bpf | Perfmon, ProgramType.Tracepoint, "a sandbox that filters bpf(2) (seccomp), a security module, or a user namespace")]
    public void Explain_OfAProgram_NamesWhatIsMissing(ulong capabilities, ProgramType type, string part) =>
        Assert.Contains(part, new ProcessPrivileges(capabilities, 2, "none", long.MaxValue, false).Explain(type), StringComparison.Ordinal);

    [Fact]
    public void Explain_OfAMap_NeedsCapBpfOnly()
    {
        Assert.StartsWith("this process lacks CAP_BPF: run it as root", new ProcessPrivileges(NetAdmin, 0, null, null, false).Explain(null), StringComparison.Ordinal);
        Assert.Contains("bpf(2) needs, so something else", new ProcessPrivileges(Bpf, 0, null, null, false).Explain(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OnAKernelThatCountsLockedMemory_NamesTheLimit()
    {
        Assert.Contains("locked memory is 65536 bytes", new ProcessPrivileges(Everything, 0, null, 65536, true).Explain(null), StringComparison.Ordinal);
        Assert.DoesNotContain("locked memory", new ProcessPrivileges(Everything, 0, null, 65536, false).Explain(null), StringComparison.Ordinal);
        Assert.DoesNotContain("locked memory", new ProcessPrivileges(Everything, 0, null, long.MaxValue, true).Explain(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_UnderLockdown_SaysSoOfProgramsThatReadTheKernel()
    {
        Assert.Contains("locked down", new ProcessPrivileges(Everything, 0, "confidentiality", null, false).Explain(ProgramType.Kprobe), StringComparison.Ordinal);
        Assert.DoesNotContain("locked down", new ProcessPrivileges(Everything, 0, "confidentiality", null, false).Explain(ProgramType.Xdp), StringComparison.Ordinal);
        Assert.DoesNotContain("locked down", new ProcessPrivileges(Everything, 0, "integrity", null, false).Explain(ProgramType.Kprobe), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ReadsWhatLinuxSays()
    {
        ProcessPrivileges read = ProcessPrivileges.Parse(
            "Name:\tdotnet\nCapPrm:\t0000000000000000\nCapEff:\t000000c000001000\n",
            "2\n",
            "none [integrity] confidentiality\n",
            "Limit                     Soft Limit           Hard Limit           Units     \nMax locked memory         8388608              unlimited            bytes     \n",
            (5 << 16) + (10 << 8) + 3);

        Assert.Equal(new ProcessPrivileges(Bpf | Perfmon | NetAdmin, 2, "integrity", 8388608, true), read);
    }

    [Fact]
    public void Parse_OfNothing_KnowsNothing()
    {
        ProcessPrivileges read = ProcessPrivileges.Parse("", "", "", "", 0);

        Assert.Equal(new ProcessPrivileges(null, null, null, null, false), read);
        Assert.Equal("bpf(2) is not permitted: run as root or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN", read.Explain(ProgramType.Xdp));
    }
}
