using System.Globalization;
using System.IO.Compression;

namespace Nbpf.Linux;

/// <summary>What the running Linux says of BPF outside bpf(2): its sysctls and its build configuration. Null where a value cannot be read.</summary>
public sealed record SystemConfiguration
{
    private static readonly string[] BuildConfigurationFiles = ["/proc/config.gz", "/boot/config-"];

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
    public static SystemConfiguration Read() => new()
    {
        UnprivilegedBpfDisabled = Number("/proc/sys/kernel/unprivileged_bpf_disabled"),
        JitEnable = Number("/proc/sys/net/core/bpf_jit_enable"),
        JitHarden = Number("/proc/sys/net/core/bpf_jit_harden"),
        JitKallsyms = Number("/proc/sys/net/core/bpf_jit_kallsyms"),
        JitLimitBytes = Number("/proc/sys/net/core/bpf_jit_limit"),
        BuildOptions = ReadBuildOptions(),
    };

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

    private static Dictionary<string, string>? ReadBuildOptions()
    {
        foreach (string file in BuildConfigurationFiles)
        {
            try
            {
                if (file.EndsWith(".gz", StringComparison.Ordinal))
                {
                    using var unpacked = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
                    return Options(unpacked);
                }
                using var plain = new StreamReader(file + File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
                return Options(plain);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                continue;
            }
        }
        return null;
    }

    private static Dictionary<string, string> Options(StreamReader lines)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith("CONFIG_", StringComparison.Ordinal)) options[line[..equals]] = line[(equals + 1)..];
        }
        return options;
    }
}
