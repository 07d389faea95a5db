using Nbpf.Links;
using Xunit;

namespace Nbpf.Tests.Links;

public sealed class SectionTargetTests
{
    public static TheoryData<string, AttachTarget?> Sections() => new()
    {
        { "kprobe/do_unlinkat", new KprobeTarget("do_unlinkat") },
        { "kprobe/do_unlinkat+0x10", new KprobeTarget("do_unlinkat", 16) },
        { "kretprobe/do_unlinkat", new KprobeTarget("do_unlinkat") { IsReturn = true } },
        { "?kprobe/do_unlinkat+8", new KprobeTarget("do_unlinkat", 8) },
        { "uprobe//usr/bin/bash:readline", new UprobeTarget("/usr/bin/bash", "readline") },
        { "uprobe.s/libc.so.6:malloc+4", new UprobeTarget("libc.so.6", "malloc", 4) },
        { "uretprobe/libc.so.6:free@GLIBC_2.2.5", new UprobeTarget("libc.so.6", "free@GLIBC_2.2.5") { IsReturn = true } },
        { "uprobe.multi/libc.so.6:mall*", new UprobeMultiTarget("libc.so.6") { Pattern = "mall*" } },
        { "uretprobe.multi.s/libc.so.6:mall*", new UprobeMultiTarget("libc.so.6") { Pattern = "mall*", IsReturn = true } },
        { "uprobe.session/libc.so.6:mall*", new UprobeMultiTarget("libc.so.6") { Pattern = "mall*" } },
        { "kprobe.multi/tcp_*", new KprobeMultiTarget { Pattern = "tcp_*" } },
        { "kretprobe.multi/tcp_*", new KprobeMultiTarget { Pattern = "tcp_*", IsReturn = true } },
        { "tp/syscalls/sys_enter_openat", new TracepointTarget("syscalls", "sys_enter_openat") },
        { "tracepoint/sched/sched_switch", new TracepointTarget("sched", "sched_switch") },
        { "raw_tp/sys_enter", new RawTracepointTarget("sys_enter") },
        { "raw_tracepoint.w/nbd_send_request", new RawTracepointTarget("nbd_send_request") },
        { "tp_btf/sys_enter", new TracingTarget() },
        { "fentry/do_unlinkat", new TracingTarget() },
        { "fexit.s/do_unlinkat", new TracingTarget() },
        { "lsm/file_open", new TracingTarget() },
        { "freplace/function", new TracingTarget() },
        { "iter/task", new IteratorTarget() },
        { "iter.s/bpf_map", new IteratorTarget() },
        { "kprobe", null },
        { "uprobe.multi", null },
        { "fentry", null },
        { "iter", null },
        { "lsm_cgroup/socket_post_create", null },
        { "xdp", null },
        { "tcx/ingress", null },
        { "netfilter", null },
        { "cgroup_skb/egress", null },
        { "unknown/name", null },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void Of_EverySection_IsTheHookThatItNames(string section, AttachTarget? expected) => Assert.Equal(expected, SectionTarget.Of(Program(section)));

    [Theory]
    [InlineData("kprobe/function+", "FUNCTION+OFFSET")]
    [InlineData("kprobe/+8", "FUNCTION+OFFSET")]
    [InlineData("kprobe/function+eight", "FUNCTION+OFFSET")]
    [InlineData("kretprobe/function+8", "a return probe takes no offset")]
    [InlineData("uprobe/bash", "PATH:FUNCTION")]
    [InlineData("uprobe/bash:", "PATH:FUNCTION")]
    [InlineData("uprobe.multi/bash", "PATH:FUNCTION")]
    [InlineData("tp/sched", "CATEGORY/NAME")]
    [InlineData("tp/sched/", "CATEGORY/NAME")]
    [InlineData("usdt/bash:provider:name", "USDT")]
    public void Of_MalformedTarget_SaysWhatIsExpected(string section, string expected)
    {
        BpfException error = Assert.Throws<BpfException>(() => SectionTarget.Of(Program(section)));
        Assert.Equal("program", error.ObjectName);
        Assert.Contains($"section '{section}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SystemCall_NamesItsWrapper()
    {
        KprobeTarget target = Assert.IsType<KprobeTarget>(SectionTarget.Of(Program("kretsyscall/openat")));
        Assert.EndsWith("sys_openat", target.Function, StringComparison.Ordinal);
        Assert.True(target.IsReturn);
    }

    private static ProgramSpec Program(string section) => new()
    {
        Name = "program",
        SectionName = section,
        Instructions = [],
        References = [],
        FuncInfo = [],
        LineInfo = [],
        CoreRelocations = [],
    };
}
