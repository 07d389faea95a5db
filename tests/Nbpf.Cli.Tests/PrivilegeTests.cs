using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>What <c>nbpf</c> says to users who may not use bpf(2), or only a part of it: run as nobody with capabilities taken away.</summary>
public sealed class PrivilegeTests
{
    private const string Nobody = "65534";
    private const string HowTo = "run it as root, or grant the capabilities with 'setcap ";

    [Theory]
    [InlineData("", "open the Linux kernel: this process lacks CAP_BPF")]
    [InlineData(",+bpf", "this process lacks CAP_NET_ADMIN")]
    [InlineData(",+net_admin", "open the Linux kernel: this process lacks CAP_BPF")]
    public void Verify_WithoutACapability_SaysWhichAndHowToGrantIt(string capabilities, string part)
    {
        (int code, string said) = RunAsNobody(capabilities, "verify", CommandRun.Maglev);

        Assert.Equal(1, code);
        Assert.Contains(part, said, StringComparison.Ordinal);
        Assert.Contains(HowTo, said, StringComparison.Ordinal);
    }

    /// <summary>The verifier speaks of "!root" where a capability is meant.</summary>
    [Fact]
    public void Load_OfWhatOnlyThePrivilegedMay_SaysWhichCapabilityItTakes()
    {
        (int code, string said) = RunAsNobody(",+bpf,+net_admin", "prog", "dump", "xlated", "object", Path.Combine(Repository.Root, "bench", "programs", "bitcount.bpf.o"));

        Assert.Equal(1, code);
        Assert.Contains(" prohibited for !root; at ", said, StringComparison.Ordinal);
        Assert.Contains("this process lacks CAP_PERFMON", said, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Said) RunAsNobody(string capabilities, params string[] words)
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(Environment.IsPrivilegedProcess && ToolRun.Find("setpriv") is not null, "only root can give capabilities up, with util-linux's setpriv");
        Assert.SkipUnless(File.ReadAllText("/proc/sys/kernel/unprivileged_bpf_disabled").Trim() != "0", "bpf(2) is open to everybody here");
        string cli = Path.Combine(AppContext.BaseDirectory, "Nbpf.Cli.dll");
        string[] nobody = ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", $"--inh-caps=-all{capabilities}", $"--ambient-caps=-all{capabilities}"];
        Assert.SkipUnless(ToolRun.Run("setpriv", [.. nobody, "test", "-r", cli]).ExitCode == 0, "nobody may not read the test's directory");
        (int code, string output, string error) = ToolRun.Run("setpriv", [.. nobody, "dotnet", cli, "--backend", "linux", .. words]);
        return (code, output + error);
    }
}
