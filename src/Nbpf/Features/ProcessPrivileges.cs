using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Features;

/// <summary>What Linux lets a process do with bpf(2): its capabilities, and what else may stand in the way. Null where a value cannot be read.</summary>
/// <param name="Capabilities">Effective capabilities, a bit each.</param>
/// <param name="UnprivilegedBpfDisabled">kernel.unprivileged_bpf_disabled.</param>
/// <param name="Lockdown">Mode of kernel lockdown: none, integrity or confidentiality.</param>
/// <param name="LockedMemoryBytes">RLIMIT_MEMLOCK's soft limit, <see cref="long.MaxValue"/> for unlimited.</param>
/// <param name="MemoryIsLimited">Whether the kernel counts memory of maps and programs against that limit, as before 5.11.</param>
public sealed record ProcessPrivileges(ulong? Capabilities, int? UnprivilegedBpfDisabled, string? Lockdown, long? LockedMemoryBytes, bool MemoryIsLimited)
{
    private const int NetAdmin = 12, SysAdmin = 21, Perfmon = 38, Bpf = 39;
    private const long SmallMemoryLimit = 64L << 20;
    private const uint FirstKernelWithCgroupAccounting = (5 << 16) + (11 << 8);

    /// <summary>Reads those of this process.</summary>
    /// <param name="kernel">The kernel that refused; its version tells what it counts. Null where there is none to ask.</param>
    public static ProcessPrivileges Read(IBpf? kernel) => Parse(
        Text("/proc/self/status"), Text("/proc/sys/kernel/unprivileged_bpf_disabled"), Text("/sys/kernel/security/lockdown"), Text("/proc/self/limits"),
        kernel is IKernelFacts facts ? facts.Version : 0);

    /// <summary>Reads them from what Linux says.</summary>
    /// <param name="status">/proc/self/status.</param>
    /// <param name="unprivileged">/proc/sys/kernel/unprivileged_bpf_disabled.</param>
    /// <param name="lockdown">/sys/kernel/security/lockdown, as in <c>none [integrity] confidentiality</c>.</param>
    /// <param name="limits">/proc/self/limits.</param>
    /// <param name="kernelVersion">The kernel's version as <see cref="IKernelFacts.Version"/> has it, 0 when it is not known.</param>
    public static ProcessPrivileges Parse(string status, string unprivileged, string lockdown, string limits, uint kernelVersion)
    {
        ArgumentNullException.ThrowIfNull(lockdown);
        string? capabilities = Field(status, "CapEff:"), memory = Field(limits, "Max locked memory")?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        int open = lockdown.IndexOf('['), close = lockdown.IndexOf(']');
        return new ProcessPrivileges(
            ulong.TryParse(capabilities, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits) ? bits : null,
            int.TryParse(unprivileged, CultureInfo.InvariantCulture, out int disabled) ? disabled : null,
            open >= 0 && close > open ? lockdown[(open + 1)..close] : null,
            memory == "unlimited" ? long.MaxValue : long.TryParse(memory, CultureInfo.InvariantCulture, out long bytes) ? bytes : null,
            kernelVersion is not 0 and < FirstKernelWithCgroupAccounting);
    }

    /// <summary>One sentence: why a command may have been refused with EPERM, and how to grant what is missing.</summary>
    /// <param name="type">The program that was loaded, null for maps and BTF.</param>
    public string Explain(ProgramType? type)
    {
        string[] missing = [.. Missing(type)];
        if (missing.Length > 0)
        {
            string disabled = UnprivilegedBpfDisabled > 0 ? $" (bpf(2) is for privileged users only: kernel.unprivileged_bpf_disabled is {UnprivilegedBpfDisabled})" : "";
            string set = string.Join(',', missing).ToLowerInvariant();
            return $"this process lacks {string.Join(", ", missing)}{disabled}: run it as root, or grant the capabilities with 'setcap {set}+ep FILE', in systemd with AmbientCapabilities, in a container with --cap-add";
        }
        if (MemoryIsLimited && LockedMemoryBytes < SmallMemoryLimit)
            return $"the limit of locked memory is {LockedMemoryBytes} bytes, which this kernel counts maps and programs against: raise it with 'ulimit -l unlimited' or LimitMEMLOCK=infinity";
        if (Lockdown == "confidentiality" && ReadsKernelMemory(type))
            return "the kernel is locked down for confidentiality, so that programs may not read its memory: boot with lockdown=integrity or less";
        return Capabilities is null
            ? "bpf(2) is not permitted: run as root or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN"
            : $"this process has the capabilities that {(type is { } known ? $"programs of type {KernelNames.Of(known)} need" : "bpf(2) needs")}, so something else forbids it: " +
              "a sandbox that filters bpf(2) (seccomp), a security module, or a user namespace, whose capabilities do not count without a BPF token";
    }

    private IEnumerable<string> Missing(ProgramType? type)
    {
        if (Capabilities is not { } bits || Has(bits, SysAdmin)) yield break;
        if (!Has(bits, Bpf)) yield return "CAP_BPF";
        if (ReadsKernelMemory(type) && !Has(bits, Perfmon)) yield return "CAP_PERFMON";
        if (IsOfNetworking(type) && !Has(bits, NetAdmin)) yield return "CAP_NET_ADMIN";
    }

    private static bool Has(ulong bits, int capability) => (bits >> capability & 1) != 0;

    // is_perfmon_prog_type and is_net_admin_prog_type of kernel/bpf/syscall.c, Linux 6.18.
    private static bool ReadsKernelMemory(ProgramType? type) => type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent
        or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable or ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOps or ProgramType.Ext;

    private static bool IsOfNetworking(ProgramType? type) => type is ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.Xdp
        or ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit or ProgramType.LwtSeg6local or ProgramType.SkSkb or ProgramType.SkMsg
        or ProgramType.FlowDissector or ProgramType.CgroupDevice or ProgramType.CgroupSock or ProgramType.CgroupSockAddr or ProgramType.CgroupSockOpt
        or ProgramType.CgroupSysctl or ProgramType.SockOps or ProgramType.Ext or ProgramType.Netfilter;

    private static string? Field(string text, string name)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal)) return line[name.Length..].Trim();
        }
        return null;
    }

    private static string Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
