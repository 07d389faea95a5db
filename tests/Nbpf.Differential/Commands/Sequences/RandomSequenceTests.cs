using System.Globalization;
using Nbpf.Comparison.Commands;
using Nbpf.Runtime;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Commands.Sequences;

/// <summary>
/// Random sequences of commands: both kernels answer the same, but for what is known. For longer campaigns set NBPF_COMMANDS_SEQUENCES (how many), NBPF_COMMANDS_SEED
/// (the first seed, or <c>random</c>), NBPF_COMMANDS_SECONDS (at most so long) and NBPF_COMMANDS_REPORT (a file for counts and reduced examples).
/// An example is a script that <c>Commands/Cases</c> takes as it is.
/// </summary>
public sealed class RandomSequenceTests(ITestOutputHelper output)
{
    private const int Usual = 2000;

    private static readonly string RecordPath = Path.Combine(Repository.Root, "tests", "Nbpf.Differential", "Recorded", "sequences.txt");

    [Fact]
    public void Run_RandomSequences_DifferOnlyAsListed()
    {
        SequenceCampaign campaign = new();
        if (LinuxOracle.IsReference(out string reason))
        {
            campaign.Run(FirstSeed(), Setting("NBPF_COMMANDS_SEQUENCES", Usual), TimeSpan.FromSeconds(Setting("NBPF_COMMANDS_SECONDS", 3600)));
            if (RecordedAnswers.IsRecording) Record(campaign);
        }
        else
        {
            output.WriteLine($"with recorded answers: {reason}");
            campaign.Run(Recorded(out int cpuCount), cpuCount);
        }

        string report = campaign.Report();
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("NBPF_COMMANDS_REPORT") is { Length: > 0 } path) File.WriteAllText(path, report);
        Assert.True(campaign.Unlisted == 0, report);
    }

    [Fact]
    public void Recorded_AnswersOfLinux_AreWhatItAnswersNow()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Dictionary<uint, string> recorded = Recorded(out int cpuCount);
        SequenceCampaign campaign = new();
        campaign.Run(0, 50, TimeSpan.MaxValue);

        Assert.True(campaign.Hashes.All(pair => recorded[pair.Key] == pair.Value) || cpuCount != Environment.ProcessorCount, "record Linux's answers to random sequences again: NBPF_RECORD=1");
        Assert.Equal(Usual, recorded.Count);
    }

    [Fact]
    public void Generate_FromASeed_GivesTheSameSequenceWhichCanBeReadAgain()
    {
        for (uint seed = 0; seed < 200; seed++)
        {
            CommandSequence sequence = SequenceGenerator.Of(seed);

            Assert.InRange(sequence.Commands.Length, 10, 80);
            Assert.Equal(sequence.ToString(), SequenceGenerator.Of(seed).ToString());
            Assert.Equal(sequence.ToString(), CommandSequence.Parse(sequence.ToString()).ToString());
        }
    }

    [Fact]
    public void Reduce_OfADifference_GivesTheFewestCommandsThatShowIt()
    {
        // A reference without memory for a map of 4 MiB.
        BpfRuntime poor = new(new BpfRuntimeOptions { CpuCount = 1, MemoryLimitBytes = 2 << 20 });
        using SequencePair pair = new(poor, pins: null, cpuCount: 1);
        CommandSequence sequence = CommandSequence.Parse("""
            map a Array key=4 value=8 max=1
            update a u32:0 u64:1
            map b Array key=4 value=4096 max=1024
            lookup a u32:0
            load p Xdp
            | r0 = 0
            | exit
            update b u32:0 00*4096
            contents a
            """);

        Assert.Equal("map b Array key=4 value=4096 max=1024", pair.Reduce(sequence, seed: 1).ToString());
    }

    private static uint FirstSeed() =>
        Environment.GetEnvironmentVariable("NBPF_COMMANDS_SEED") == "random" ? (uint)System.Random.Shared.Next() : Setting("NBPF_COMMANDS_SEED", 0);

    private static uint Setting(string name, uint otherwise) =>
        uint.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out uint value) ? value : otherwise;

    private static void Record(SequenceCampaign campaign) => File.WriteAllLines(
        RecordPath,
        [
            string.Create(CultureInfo.InvariantCulture, $"# {Environment.ProcessorCount} (possible CPUs; then for each seed from 0 the hash of the commands and Linux's answers)"),
            .. campaign.Hashes.OrderBy(pair => pair.Key).Select(pair => pair.Value),
        ]);

    private static Dictionary<uint, string> Recorded(out int cpuCount)
    {
        string[] lines = File.ReadAllLines(RecordPath);
        cpuCount = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        return lines.Skip(1).Select((hash, seed) => (Seed: (uint)seed, Hash: hash)).ToDictionary(entry => entry.Seed, entry => entry.Hash);
    }
}
