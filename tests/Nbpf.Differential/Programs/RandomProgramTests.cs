using System.Globalization;
using Nbpf.Comparison.Known;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Random programs against the verifier: what it accepts never leaves its memory, does the same compiled and interpreted, and
/// is to Linux what it is here. For longer campaigns set NBPF_PROGRAMS (how many), NBPF_PROGRAMS_SEED (the first seed,
/// or <c>random</c>), NBPF_PROGRAMS_SECONDS (at most so long) and NBPF_PROGRAMS_REPORT (a file for counts and reduced examples).
/// </summary>
public sealed class RandomProgramTests(ITestOutputHelper output)
{
    private const int Programs = 20_000;
    private const int ProgramsWithoutLinux = 2_000;
    private const int Seconds = 600;

    [Fact]
    public void Verifier_RandomPrograms_AcceptsOnlyWhatStaysInItsMemory()
    {
        Campaign campaign = Run(asksLinux: false, firstSeed: 1_000_000, ProgramsWithoutLinux);
        Assert.True(campaign.Accepted > campaign.Programs / 5, "too few programs are accepted to tell anything");
        Assert.True(campaign.Unlisted == 0, campaign.Report());
    }

    [Fact]
    public void Verifier_RandomPrograms_AgreesWithLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Campaign campaign = Run(asksLinux: true, firstSeed: 1, Programs);
        Assert.True(campaign.Accepted > campaign.Programs / 5, "too few programs are accepted to tell anything");
        Assert.True(campaign.AddressDependent < campaign.Accepted / 10, "too many programs cannot be compared");
        Assert.True(campaign.Unlisted == 0, campaign.Report());

        // The same programs in each run: a listed difference that they no longer show is gone.
        string[] expected = [.. KnownDifferences.BuiltIn.Entries.Where(static entry => entry.Reason.EndsWith("(random programs)", StringComparison.Ordinal)).Select(static entry => entry.Id)];
        if (campaign.Programs == Programs) Assert.Empty(expected.Except(campaign.Known.Keys));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private Campaign Run(bool asksLinux, int firstSeed, int programs)
    {
        int seed = Environment.GetEnvironmentVariable("NBPF_PROGRAMS_SEED") == "random" ? Random.Shared.Next(1 << 30) : Setting("NBPF_PROGRAMS_SEED", firstSeed);
        Campaign campaign = new(asksLinux);
        using (campaign)
        {
            campaign.Run(seed, Setting("NBPF_PROGRAMS", programs), TimeSpan.FromSeconds(Setting("NBPF_PROGRAMS_SECONDS", Seconds)));
        }

        string report = $"first seed {seed}\n{campaign.Report()}";
        output.WriteLine(report);
        if (asksLinux && Environment.GetEnvironmentVariable("NBPF_PROGRAMS_REPORT") is { Length: > 0 } path)
            File.WriteAllText(path, report);
        return campaign;
    }
}
