using System.Globalization;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Random programs against the verifier: what it accepts never leaves its memory, does the same compiled and interpreted, and
/// is accepted by Linux too. For longer campaigns set NBPF_SOUNDNESS_PROGRAMS (how many), NBPF_SOUNDNESS_SEED (the first seed,
/// or <c>random</c>), NBPF_SOUNDNESS_SECONDS (at most so long) and NBPF_SOUNDNESS_REPORT (a file for counts and reduced examples).
/// </summary>
public sealed class RandomProgramTests(ITestOutputHelper output)
{
    private const int Programs = 2000;

    [Fact]
    public void Verifier_RandomPrograms_AcceptsOnlyWhatStaysInItsMemory()
    {
        Campaign campaign = Run(asksLinux: false);
        Assert.True(campaign.Accepted > campaign.Programs / 5, "too few programs are accepted to tell anything");
        Assert.True(campaign is { Faults: 0, Exceptions: 0, EngineDifferences: 0 }, campaign.Report());
    }

    [Fact]
    public void Verifier_RandomPrograms_AgreesWithLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Campaign campaign = Run(asksLinux: true);
        Assert.True(campaign is { Faults: 0, Exceptions: 0, EngineDifferences: 0, Suspects: 0, LinuxDifferences: 0 }, campaign.Report());
        Assert.True(campaign.FalseRejections + campaign.OtherMessages <= campaign.Programs / 100, campaign.Report());
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private Campaign Run(bool asksLinux)
    {
        int seed = Environment.GetEnvironmentVariable("NBPF_SOUNDNESS_SEED") == "random"
            ? Random.Shared.Next(1 << 30)
            : Setting("NBPF_SOUNDNESS_SEED", asksLinux ? 1 : 1_000_000);
        Campaign campaign = new(asksLinux);
        using (campaign)
        {
            campaign.Run(seed, Setting("NBPF_SOUNDNESS_PROGRAMS", Programs), TimeSpan.FromSeconds(Setting("NBPF_SOUNDNESS_SECONDS", 40)));
        }

        string report = $"first seed {seed}\n{campaign.Report()}";
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("NBPF_SOUNDNESS_REPORT") is { Length: > 0 } path)
            File.WriteAllText(path, report);
        return campaign;
    }
}
