using Nbpf.Linux;

namespace Nbpf.Cli.Features;

/// <summary>The sysctls and build options that <c>feature probe</c> shows, in bpftool's order and words.</summary>
internal static class SystemSettings
{
    /// <summary>Build options that bear on BPF.</summary>
    public static readonly string[] BuildOptions =
    [
        "CONFIG_BPF", "CONFIG_BPF_SYSCALL", "CONFIG_HAVE_EBPF_JIT", "CONFIG_BPF_JIT", "CONFIG_BPF_JIT_ALWAYS_ON", "CONFIG_DEBUG_INFO_BTF",
        "CONFIG_DEBUG_INFO_BTF_MODULES", "CONFIG_CGROUPS", "CONFIG_CGROUP_BPF", "CONFIG_CGROUP_NET_CLASSID", "CONFIG_SOCK_CGROUP_DATA",
        "CONFIG_BPF_EVENTS", "CONFIG_KPROBE_EVENTS", "CONFIG_UPROBE_EVENTS", "CONFIG_TRACING", "CONFIG_FTRACE_SYSCALLS",
        "CONFIG_FUNCTION_ERROR_INJECTION", "CONFIG_BPF_KPROBE_OVERRIDE", "CONFIG_NET", "CONFIG_XDP_SOCKETS", "CONFIG_LWTUNNEL_BPF",
        "CONFIG_NET_ACT_BPF", "CONFIG_NET_CLS_BPF", "CONFIG_NET_CLS_ACT", "CONFIG_NET_SCH_INGRESS", "CONFIG_XFRM", "CONFIG_IP_ROUTE_CLASSID",
        "CONFIG_IPV6_SEG6_BPF", "CONFIG_BPF_LIRC_MODE2", "CONFIG_BPF_STREAM_PARSER", "CONFIG_NETFILTER_XT_MATCH_BPF", "CONFIG_BPFILTER",
        "CONFIG_BPFILTER_UMH", "CONFIG_TEST_BPF", TimerFrequency,
    ];

    /// <summary>The one build option that programs want as a number (bpf_jiffies64).</summary>
    public const string TimerFrequency = "CONFIG_HZ";

    /// <summary>A line per sysctl.</summary>
    public static IEnumerable<string> Sentences(SystemConfiguration system)
    {
        yield return system.UnprivilegedBpfDisabled switch
        {
            0 => "bpf() syscall for unprivileged users is enabled",
            1 => "bpf() syscall restricted to privileged users (without recovery)",
            2 => "bpf() syscall restricted to privileged users (admin can change)",
            null => "Unable to retrieve required privileges for bpf() syscall",
            long value => $"bpf() syscall restriction has unknown value {value}",
        };
        yield return system.JitEnable switch
        {
            0 => "JIT compiler is disabled",
            1 => "JIT compiler is enabled",
            2 => "JIT compiler is enabled with debugging traces in kernel logs",
            null => "Unable to retrieve JIT-compiler status",
            long value => $"JIT-compiler status has unknown value {value}",
        };
        yield return system.JitHarden switch
        {
            0 => "JIT compiler hardening is disabled",
            1 => "JIT compiler hardening is enabled for unprivileged users",
            2 => "JIT compiler hardening is enabled for all users",
            null => "Unable to retrieve JIT hardening status",
            long value => $"JIT hardening status has unknown value {value}",
        };
        yield return system.JitKallsyms switch
        {
            0 => "JIT compiler kallsyms exports are disabled",
            1 => "JIT compiler kallsyms exports are enabled for root",
            null => "Unable to retrieve JIT kallsyms export status",
            long value => $"JIT kallsyms exports status has unknown value {value}",
        };
        yield return system.JitLimitBytes is { } limit
            ? $"Global memory limit for JIT compiler for unprivileged users is {limit} bytes"
            : "Unable to retrieve global memory limit for JIT compiler for unprivileged users";
    }

    /// <summary>The sysctls by key.</summary>
    public static IEnumerable<(string Key, long? Value)> Numbers(SystemConfiguration system) =>
    [
        ("unprivileged_bpf_disabled", system.UnprivilegedBpfDisabled),
        ("bpf_jit_enable", system.JitEnable),
        ("bpf_jit_harden", system.JitHarden),
        ("bpf_jit_kallsyms", system.JitKallsyms),
        ("bpf_jit_limit", system.JitLimitBytes),
    ];

    /// <summary>The value of a build option, null when it is not set.</summary>
    public static string? Option(SystemConfiguration system, string name) => system.BuildOptions?.GetValueOrDefault(name);
}
