using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>What the running Linux says of BPF outside bpf(2): its sysctls and its build configuration. Null where a value cannot be read.</summary>
public sealed record SystemConfiguration
{
    /// <summary>kernel.unprivileged_bpf_disabled: 0 bpf(2) for everybody, 1 privileged only for good, 2 privileged only until changed.</summary>
    public long? UnprivilegedBpfDisabled { get; init; }

    /// <summary>net.core.bpf_jit_enable: 0 interpreter, 1 compiler, 2 compiler that prints what it makes.</summary>
    public long? JitEnable { get; init; }

    /// <summary>net.core.bpf_jit_harden: 0 off, 1 for unprivileged users, 2 for all.</summary>
    public long? JitHarden { get; init; }

    /// <summary>net.core.bpf_jit_kallsyms: 1 when compiled programs are in /proc/kallsyms.</summary>
    public long? JitKallsyms { get; init; }

    /// <summary>net.core.bpf_jit_limit: bytes of compiled programs of unprivileged users.</summary>
    public long? JitLimitBytes { get; init; }

    /// <summary>The kernel's build configuration, <c>CONFIG_BPF</c> to <c>y</c>; null where it cannot be read.</summary>
    public IReadOnlyDictionary<string, string>? BuildOptions { get; init; }

    /// <summary>Reads what the running kernel says.</summary>
    /// <param name="kernel">The running kernel.</param>
    public static SystemConfiguration Read(IKernelFacts kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return new SystemConfiguration
        {
            UnprivilegedBpfDisabled = Number("/proc/sys/kernel/unprivileged_bpf_disabled"),
            JitEnable = Number("/proc/sys/net/core/bpf_jit_enable"),
            JitHarden = Number("/proc/sys/net/core/bpf_jit_harden"),
            JitKallsyms = Number("/proc/sys/net/core/bpf_jit_kallsyms"),
            JitLimitBytes = Number("/proc/sys/net/core/bpf_jit_limit"),
            BuildOptions = kernel.ReadConfiguration() is { } text ? Options(text) : null,
        };
    }

    private static long? Number(string path)
    {
        try
        {
            return long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Options(string text)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith("CONFIG_", StringComparison.Ordinal)) options[line[..equals]] = line[(equals + 1)..];
        }
        return options;
    }
}
