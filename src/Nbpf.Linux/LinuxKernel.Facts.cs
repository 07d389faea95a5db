using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <content>What the kernel says of itself in /proc and /boot.</content>
public sealed unsafe partial class LinuxKernel : IKernelFacts
{
    private const string Types = "/sys/kernel/btf/vmlinux";

    /// <inheritdoc/>
    public uint Version => VersionOf(ReadText("/proc/sys/kernel/osrelease"), ReadText("/proc/sys/kernel/version"), ReadText("/proc/version_signature"));

    /// <inheritdoc/>
    public bool HasNoTypes => false;

    /// <inheritdoc/>
    public Btf? ReadTypes() => File.Exists(Types) ? Btf.ReadFile(Types) : null;

    /// <inheritdoc/>
    public string? ReadConfiguration()
    {
        foreach (string path in (string[])[$"/boot/config-{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}", "/proc/config.gz"])
        {
            if (!File.Exists(path)) continue;
            using FileStream file = File.OpenRead(path);
            using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using StreamReader reader = new(text);
            return reader.ReadToEnd();
        }

        return null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names) => KernelSymbols.Find(names);

    /// <summary>
    /// Distributions build later stable releases than the release's name says: Ubuntu tells in /proc/version_signature
    /// (<c>Ubuntu 4.15.0-29.31-generic 4.15.18</c>), Debian in the version (<c>#1 SMP Debian 4.19.260-1</c>).
    /// </summary>
    /// <param name="release">uname's release.</param>
    /// <param name="version">uname's version.</param>
    /// <param name="signature">Ubuntu's file, or null.</param>
    internal static uint VersionOf(string? release, string? version, string? signature)
    {
        Match match = UbuntuVersion().Match(signature ?? "");
        if (!match.Success) match = DebianVersion().Match(version ?? "");
        if (!match.Success) match = PlainVersion().Match(release ?? "");
        if (!match.Success) return 0;
        uint Part(int group) => uint.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        return (Part(1) << 16) + (Part(2) << 8) + Math.Min(Part(3), 255);
    }

    private static string? ReadText(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    [GeneratedRegex(@"^\S+ \S+ (\d{1,3})\.(\d{1,3})\.(\d{1,4})")]
    private static partial Regex UbuntuVersion();

    [GeneratedRegex(@"Debian (\d{1,3})\.(\d{1,3})\.(\d{1,4})")]
    private static partial Regex DebianVersion();

    [GeneratedRegex(@"^(\d{1,3})\.(\d{1,3})\.(\d{1,4})")]
    private static partial Regex PlainVersion();
}
