using Nbpf.Linux;
using Nbpf.Syscall;

namespace Nbpf.Testing;

/// <summary>The running Linux kernel as the judge of what bpf(2) answers, where it is there and may be asked.</summary>
public static class LinuxOracle
{
    /// <summary>The release that recorded answers come from: others may differ in what they print and refuse.</summary>
    public const string ReferenceRelease = "6.18";

    /// <summary>Whether bpf(2) may be called here; with the environment variable NBPF_NO_LINUX=1 it counts as not permitted.</summary>
    /// <param name="reason">Why not; empty when it may.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = "NBPF_NO_LINUX=1";
        return Environment.GetEnvironmentVariable("NBPF_NO_LINUX") != "1" && LinuxKernel.IsAvailable(out reason);
    }

    /// <summary>Whether bpf(2) may be called here and the kernel is of the reference release.</summary>
    /// <param name="reason">Why not; empty when so.</param>
    public static bool IsReference(out string reason)
    {
        if (!IsAvailable(out reason)) return false;
        string release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        if (release.StartsWith(ReferenceRelease + ".", StringComparison.Ordinal)) return true;
        reason = $"this is Linux {release}, expected {ReferenceRelease}";
        return false;
    }

    /// <summary>Whether a kernel is of the release that something came with, or of a later one.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="major">The release's first number.</param>
    /// <param name="minor">Its second.</param>
    /// <param name="what">What came with it.</param>
    /// <param name="reason">Why it is missing; empty when it is there.</param>
    public static bool Has(IBpf kernel, uint major, uint minor, string what, out string reason)
    {
        uint version = kernel is IKernelFacts facts ? facts.Version : 0;
        bool has = version >= ((major << 16) | (minor << 8));
        reason = has ? "" : $"{what} came with Linux {major}.{minor}, this is {version >> 16}.{version >> 8 & 0xff}";
        return has;
    }

    /// <summary>Opens the kernel; dispose to close all its file descriptors.</summary>
    public static IBpf Open() => OperatingSystem.IsLinux() ? LinuxKernel.Open() : throw new PlatformNotSupportedException("this is not Linux");

    /// <summary>Loads a program and returns the verifier's log with the answer.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="attributes">The program.</param>
    /// <param name="log">Receives the log.</param>
    public static SysResult Load(IBpf kernel, ProgLoadAttributes attributes, out string log)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        byte[] buffer = new byte[1 << 20];
        SysResult result = kernel.ProgLoad(attributes, buffer, out _);
        int end = Array.IndexOf(buffer, (byte)0);
        log = System.Text.Encoding.UTF8.GetString(buffer, 0, end < 0 ? buffer.Length : end);
        return result;
    }
}
