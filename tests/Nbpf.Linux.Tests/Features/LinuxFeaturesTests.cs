using System.Text.Json;
using Nbpf.Features;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Features;

/// <summary>
/// What the probes say of the running kernel, against bpftool and against programs that really make the calls. Debian's
/// bpftool 7.1 is right on types, limits and instruction sets. It is wrong on helpers: since 6.12 Linux says "program of this
/// type cannot use helper" where it said "unknown func", and its libbpf 1.1 looks for the latter only, so that it lists every
/// helper for every type. There the programs below are the judge.
/// </summary>
public sealed class LinuxFeaturesTests : IDisposable
{
    private const string Preamble = """
        #include <linux/bpf.h>
        #include <linux/ptrace.h>
        #include <bpf/bpf_helpers.h>
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); __type(value, long); __uint(max_entries, 1); } values SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_DEVMAP); __type(key, int); __type(value, int); __uint(max_entries, 1); } devices SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
        char _license[] SEC("license") = "GPL";

        """;

    private readonly IBpf kernel;

    public LinuxFeaturesTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        kernel = LinuxOracle.Open();
    }

    /// <summary>A section, a call in C that uses its context <c>ctx</c> rightly, and the helper it calls.</summary>
    public static TheoryData<string, ProgramType, HelperId, string> Calls => new()
    {
        { "xdp", ProgramType.Xdp, HelperId.XdpAdjustHead, "return bpf_xdp_adjust_head(ctx, 0) ? XDP_DROP : XDP_PASS;" },
        { "xdp", ProgramType.Xdp, HelperId.RedirectMap, "return bpf_redirect_map(&devices, 0, 0);" },
        { "xdp", ProgramType.Xdp, HelperId.RingBufOutput, "char x = 1; return bpf_ringbuf_output(&ring, &x, 1, 0) ? XDP_DROP : XDP_PASS;" },
        { "xdp", ProgramType.Xdp, HelperId.KtimeGetTaiNs, "return bpf_ktime_get_tai_ns() ? XDP_DROP : XDP_PASS;" },
        { "xdp", ProgramType.Xdp, HelperId.SkbChangeTail, "return bpf_skb_change_tail(ctx, 1, 0);" },
        { "xdp", ProgramType.Xdp, HelperId.GetCurrentUidGid, "return bpf_get_current_uid_gid() ? XDP_DROP : XDP_PASS;" },
        { "xdp", ProgramType.Xdp, HelperId.GetAttachCookie, "return bpf_get_attach_cookie(ctx) ? XDP_DROP : XDP_PASS;" },
        { "tc", ProgramType.SchedCls, HelperId.SkbChangeTail, "return bpf_skb_change_tail(ctx, 100, 0);" },
        { "tc", ProgramType.SchedCls, HelperId.CloneRedirect, "return bpf_clone_redirect(ctx, 1, 0);" },
        { "tc", ProgramType.SchedCls, HelperId.XdpAdjustHead, "return bpf_xdp_adjust_head(ctx, 0);" },
        { "socket", ProgramType.SocketFilter, HelperId.GetSocketUid, "return bpf_get_socket_uid(ctx);" },
        { "socket", ProgramType.SocketFilter, HelperId.SkbStoreBytes, "char x = 0; return bpf_skb_store_bytes(ctx, 0, &x, 1, 0);" },
        { "kprobe", ProgramType.Kprobe, HelperId.GetAttachCookie, "return bpf_get_attach_cookie(ctx) != 0;" },
        { "kprobe", ProgramType.Kprobe, HelperId.GetCurrentUidGid, "return bpf_get_current_uid_gid() != 0;" },
        { "kprobe", ProgramType.Kprobe, HelperId.Redirect, "return bpf_redirect(1, 0);" },
        { "tracepoint", ProgramType.Tracepoint, HelperId.GetCurrentPidTgid, "return bpf_get_current_pid_tgid() != 0;" },
        { "tracepoint", ProgramType.Tracepoint, HelperId.OverrideReturn, "return bpf_override_return(ctx, 0);" },
        { "cgroup/connect4", ProgramType.CgroupSockAddr, HelperId.Bind, "char a[16] = {}; return bpf_bind(ctx, (void *)a, 16) == 0;" },
        { "cgroup/sock_create", ProgramType.CgroupSock, HelperId.Bind, "char a[16] = {}; return bpf_bind((void *)ctx, (void *)a, 16) == 0;" },
        { "cgroup/getsockopt", ProgramType.CgroupSockOpt, HelperId.GetRetval, "return bpf_get_retval() == 0;" },
        { "cgroup/sysctl", ProgramType.CgroupSysctl, HelperId.SysctlSetNewValue, "char v[2] = \"1\"; return bpf_sysctl_set_new_value(ctx, v, 2) == 0;" },
        { "sk_lookup", ProgramType.SkLookup, HelperId.SkAssign, "return bpf_sk_assign(ctx, 0, 0) == 0;" },
        { "sk_lookup", ProgramType.SkLookup, HelperId.SkSelectReusePort, "int k = 0; return bpf_sk_select_reuseport((void *)ctx, &values, &k, 0);" },
        { "sockops", ProgramType.SockOps, HelperId.SockOpsCbFlagsSet, "return bpf_sock_ops_cb_flags_set(ctx, 0) == 0;" },
        { "syscall", ProgramType.Syscall, HelperId.SysClose, "return bpf_sys_close(100000) != 0;" },
        { "syscall", ProgramType.Syscall, HelperId.XdpAdjustHead, "return bpf_xdp_adjust_head((void *)ctx, 0);" },
        { "flow_dissector", ProgramType.FlowDissector, HelperId.SkbLoadBytes, "char x; return bpf_skb_load_bytes(ctx, 0, &x, 1) ? BPF_DROP : BPF_OK;" },
        { "netfilter", ProgramType.Netfilter, HelperId.GetPrandomU32, "return bpf_get_prandom_u32() & 1;" },
    };

    public void Dispose() => kernel?.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public void Helper_IsAvailable_WhereAProgramThatCallsItLoads(string section, ProgramType type, HelperId helper, string body)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        byte[] program = ClangCompiler.Compile($"{Preamble}SEC(\"{section}\") int probe({Context(type)} *ctx) {{ {body} }}");

        Availability answer = KernelFeatures.Of(kernel).Helper(type, helper);

        string refusal = "";
        try
        {
            using BpfObject loaded = BpfObject.Load(kernel, program, "calls.bpf.o");
        }
        catch (BpfVerifierException rejection)
        {
            Assert.SkipWhen(HostRefusal.Is(rejection, out reason), reason);
            refusal = rejection.Summary;
        }
        if (answer == Availability.Available) Assert.Equal("", refusal);
        else Assert.Equal($"program of this type cannot use helper {HelperNames.KernelName(helper)}#{(int)helper}", refusal);
    }

    [Fact]
    public void Calls_TellBothAnswers()
    {
        KernelFeatures features = KernelFeatures.Of(kernel);
        int available = Calls.Count(row => features.Helper(row.Data.Item2, row.Data.Item3) == Availability.Available);
        Assert.InRange(available, 15, Calls.Count - 8);
    }

    [Fact]
    public void TypesLimitsAndInstructionSets_AreBpftools()
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        using JsonDocument theirs = JsonDocument.Parse(ToolRun.Output(bpftool, ["-j", "feature", "probe", "kernel"]));
        KernelFeatures features = KernelFeatures.Of(kernel);

        int compared = 0;
        for (int number = 1; number < KernelNames.ProgramTypes.Length; number++)
            compared += Compare(theirs, "program_types", $"have_{KernelNames.ProgramTypes[number]}_prog_type", features.ProgramType((ProgramType)number));
        for (int number = 1; number < KernelNames.MapTypes.Length; number++)
            compared += Compare(theirs, "map_types", $"have_{KernelNames.MapTypes[number]}_map_type", features.MapType((MapType)number));
        compared += Compare(theirs, "misc", "have_large_insn_limit", features.LargePrograms);
        compared += Compare(theirs, "misc", "have_bounded_loops", features.BoundedLoops);
        compared += Compare(theirs, "misc", "have_v2_isa_extension", features.InstructionSet(2));
        compared += Compare(theirs, "misc", "have_v3_isa_extension", features.InstructionSet(3));

        Assert.True(compared >= 31 + 31 + 4, $"compared {compared}");
    }

    [Fact]
    public void KernelFunctions_AreThoseThatBtfTags()
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null || !File.Exists("/sys/kernel/btf/vmlinux"), "bpftool or the kernel's BTF is not there");
        string[] dump = ToolRun.Output(bpftool, ["btf", "dump", "file", "/sys/kernel/btf/vmlinux"]).Split('\n');
        HashSet<string> tagged = [.. dump.Where(line => line.Contains("DECL_TAG 'bpf_kfunc'", StringComparison.Ordinal)).Select(line => $"[{line.Split("type_id=")[1].Split(' ')[0]}]")];
        string[] expected = [.. dump.Where(line => tagged.Contains(line.Split(' ')[0])).Select(line => line.Split('\'')[1]).Distinct().Order(StringComparer.Ordinal)];
        Assert.SkipWhen(expected.Length == 0, "this kernel tags no functions");

        KernelFeatures features = KernelFeatures.Of(kernel);

        Assert.Equal(expected, features.KernelFunctions!.Order(StringComparer.Ordinal));
        Assert.Equal(Availability.Available, features.KernelFunction("bpf_dynptr_from_xdp"));
        Assert.Equal(Availability.Missing, features.KernelFunction("schedule"));
    }

    [Fact]
    public void AttachType_IsKnownWhereTheKernelLooksAtIt()
    {
        KernelFeatures features = KernelFeatures.Of(kernel);

        Assert.Equal(Availability.Available, features.AttachType(ProgramType.CgroupSockAddr, AttachType.CgroupInet6Connect));
        Assert.Equal(Availability.Missing, features.AttachType(ProgramType.CgroupSockAddr, AttachType.Xdp));
        Availability ofKprobes = features.ProgramType(ProgramType.Kprobe) == Availability.NotPermitted ? Availability.NotPermitted : Availability.Unknown;
        Assert.Equal(ofKprobes, features.AttachType(ProgramType.Kprobe, AttachType.TraceUprobeMulti));
    }

    [Fact]
    public void EverythingThatAReferenceKernelHas_IsAvailable()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        KernelFeatures features = KernelFeatures.Of(kernel);

        Assert.Equal(KernelBtfSupport.All, features.Btf);
        Assert.Equal(Availability.Available, features.InstructionSet(4));
        Assert.Equal(Availability.Available, features.ExpectedAttachTypes);
        Assert.Equal(Availability.Available, features.MappableArrays);
        Assert.Equal(Availability.Available, features.ObjectNames);
        Assert.Equal(Availability.Available, features.MemoryCgroupAccounting);
        Assert.Equal(Availability.Missing, features.ProgramType((ProgramType)99));
        Assert.Equal(Availability.Missing, features.MapType((MapType)99));
    }

    private static string Context(ProgramType type) => type switch
    {
        ProgramType.Xdp => "struct xdp_md",
        ProgramType.SchedCls or ProgramType.SocketFilter or ProgramType.FlowDissector => "struct __sk_buff",
        ProgramType.CgroupSockAddr => "struct bpf_sock_addr",
        ProgramType.CgroupSock => "struct bpf_sock",
        ProgramType.CgroupSockOpt => "struct bpf_sockopt",
        ProgramType.CgroupSysctl => "struct bpf_sysctl",
        ProgramType.SkLookup => "struct bpf_sk_lookup",
        ProgramType.SockOps => "struct bpf_sock_ops",
        ProgramType.Kprobe => "struct pt_regs",
        _ => "void",
    };

    private static int Compare(JsonDocument theirs, string section, string key, Availability ours)
    {
        if (!theirs.RootElement.GetProperty(section).TryGetProperty(key, out JsonElement value)) return 0;
        Assert.True(value.GetBoolean() == (ours == Availability.Available), $"{key}: bpftool {value}, here {ours}");
        return 1;
    }
}
