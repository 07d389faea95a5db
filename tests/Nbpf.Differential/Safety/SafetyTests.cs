using System.Globalization;
using Xunit;

namespace Nbpf.Differential.Safety;

/// <summary>
/// Accepted programs never leave their memory, nor what the verifier knew of them. For longer campaigns set NBPF_SAFETY (how many
/// different accepted programs), NBPF_SAFETY_RUNS (runs of each), NBPF_SAFETY_SEED (the first seed, or <c>random</c>), NBPF_SAFETY_SECONDS
/// (at most so long), NBPF_SAFETY_STOP (1: end with the first fault) and NBPF_SAFETY_REPORT (a file for counts and reduced programs).
/// </summary>
public sealed class SafetyTests(ITestOutputHelper output)
{
    private const int Programs = 1_000_000;
    private const int RunsPerProgram = 25;
    private const int Seconds = 20;

    [Fact]
    public void Verifier_BroadPrograms_KnowsEveryStateOfTheirRuns()
    {
        int seed = Environment.GetEnvironmentVariable("NBPF_SAFETY_SEED") == "random" ? Random.Shared.Next(1 << 30) : Setting("NBPF_SAFETY_SEED", 1);
        SafetyCampaign campaign = new(Setting("NBPF_SAFETY_RUNS", RunsPerProgram));
        using (campaign)
        {
            campaign.Run(seed, Setting("NBPF_SAFETY", Programs), TimeSpan.FromSeconds(Setting("NBPF_SAFETY_SECONDS", Seconds)), Setting("NBPF_SAFETY_STOP", 0) == 1);
        }

        string found = campaign.FirstFault is { } time ? string.Create(CultureInfo.InvariantCulture, $", the first after {time.TotalSeconds:f1} s") : "";
        string report = $"first seed {seed}{found}\n{campaign.Report()}";
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("NBPF_SAFETY_REPORT") is { Length: > 0 } path)
            File.WriteAllText(path, report);
        Assert.True(campaign.Faults == 0, report);
        Assert.True(campaign.Accepted > campaign.Programs / 5, "too few programs are accepted to tell anything");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
