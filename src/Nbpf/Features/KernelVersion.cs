using System.Globalization;
using System.Text.RegularExpressions;

namespace Nbpf.Features;

/// <summary>
/// The running kernel's version as kernels before 5.0 want it of kprobe programs (LINUX_VERSION_CODE): a byte each for
/// version and patch level, and one for the sublevel, which stays at 255 when it is more.
/// </summary>
public static partial class KernelVersion
{
    private static readonly Lazy<uint> RunningVersion = new(ReadRunning);

    /// <summary>The running kernel's version code; 0 where it cannot be read.</summary>
    public static uint Running => RunningVersion.Value;

    /// <summary>The code of a version.</summary>
    /// <param name="release">Text that begins with <c>MAJOR.MINOR</c> and perhaps <c>.PATCH</c>, such as <c>6.18.4-generic</c>.</param>
    /// <returns>The code, 0 when the text is no version.</returns>
    public static uint Parse(string release)
    {
        ArgumentNullException.ThrowIfNull(release);
        Match match = Version().Match(release);
        if (!match.Success) return 0;
        uint Part(int group) => uint.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : 0;
        return (Part(1) << 16) + (Part(2) << 8) + Math.Min(Part(3), 255);
    }

    /// <summary>The code that the kernel compares with, of what a machine says: distributions whose release is not the kernel's say it elsewhere.</summary>
    /// <param name="ubuntuSignature">/proc/version_signature (<c>Ubuntu 5.4.0-12.15-generic 5.4.8</c>), empty where there is none.</param>
    /// <param name="version">/proc/version, on Debian with <c>Debian 4.19.37-5</c> in it.</param>
    /// <param name="release">/proc/sys/kernel/osrelease.</param>
    public static uint Parse(string ubuntuSignature, string version, string release)
    {
        ArgumentNullException.ThrowIfNull(ubuntuSignature);
        ArgumentNullException.ThrowIfNull(version);
        string[] words = ubuntuSignature.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["Ubuntu", _, var upstream] && Parse(upstream.Trim()) is not 0 and var ubuntu) return ubuntu;
        int debian = version.LastIndexOf(" Debian ", StringComparison.Ordinal);
        if (debian >= 0 && Parse(version[(debian + " Debian ".Length)..]) is not 0 and var code) return code;
        return Parse(release);
    }

    private static uint ReadRunning() => OperatingSystem.IsLinux() ? Parse(Read("/proc/version_signature"), Read("/proc/version"), Read("/proc/sys/kernel/osrelease")) : 0;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^(\d+)\.(\d+)(?:\.(\d+))?")]
    private static partial Regex Version();
}
