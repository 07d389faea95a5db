using System.Diagnostics;
using System.Globalization;
using Nbpf.Runtime.Interleaving;
using Nbpf.Schedules.Tests.Histories;
using Xunit;

namespace Nbpf.Schedules.Tests;

/// <summary>
/// Reclamation, maps, objects and rings under controlled schedules. For campaigns set NBPF_SCHEDULES (how many random ones), NBPF_SCHEDULES_SEED (the first seed, or
/// <c>random</c>), NBPF_SCHEDULES_PREEMPTIONS (for all schedules of all pairs of steps), NBPF_SCHEDULES_SECONDS (at most so long) and NBPF_SCHEDULES_REPORT (a file).
/// </summary>
public sealed class ScheduleTests
{
    private const int MostFaults = 10;

    /// <summary>Each pair of steps on each type of map, one against the other at every yield point.</summary>
    [Fact]
    public void Pairs_UnderAllSchedulesOfFewPreemptions_HaveNoFault()
    {
        using ScheduleOracle oracle = new();
        int preemptions = Setting("NBPF_SCHEDULES_PREEMPTIONS", 1);
        TimeSpan time = TimeSpan.FromSeconds(Setting("NBPF_SCHEDULES_SECONDS", 600));
        long started = Stopwatch.GetTimestamp();
        int done = 0, cut = 0;
        foreach (History history in History.Pairs())
        {
            if (oracle.Faults.Count == MostFaults || Stopwatch.GetElapsedTime(started) > time)
                break;
            done++;
            if (!oracle.RunAll(history, preemptions, TimeSpan.FromSeconds(20)))
                cut++;
        }
        Finish(oracle, started, $"{done} pairs, at most {preemptions} preemptions, {cut} cut short");
    }

    /// <summary>Lookups among changes that move the elements that they are on.</summary>
    [Fact]
    public void Moves_UnderAllSchedulesOfTwoPreemptions_HaveNoFault()
    {
        using ScheduleOracle oracle = new();
        long started = Stopwatch.GetTimestamp();
        foreach (History history in History.Moves())
            oracle.RunAll(history, 2, TimeSpan.FromSeconds(20));
        Finish(oracle, started, "elements that move, at most 2 preemptions");
    }

    /// <summary>More threads replace keys at once than there are spare elements.</summary>
    [Fact]
    public void Replacements_ByMoreThreadsThanSpares_WaitForOne()
    {
        using ScheduleOracle oracle = new();
        long started = Stopwatch.GetTimestamp();
        for (ulong seed = 1; seed <= 2_000; seed++)
            oracle.RunSeed(seed, History.Crowd);
        Finish(oracle, started, "more threads than spares");
        Assert.DoesNotContain(YieldPoint.SparesTaken, oracle.Coverage.Missing);
    }

    /// <summary>Random histories of two or three threads, each under a random schedule.</summary>
    [Fact]
    public void Histories_UnderRandomSchedules_HaveNoFault()
    {
        using ScheduleOracle oracle = new();
        ulong first = Environment.GetEnvironmentVariable("NBPF_SCHEDULES_SEED") == "random" ? (ulong)Random.Shared.NextInt64() : (ulong)Setting("NBPF_SCHEDULES_SEED", 1);
        int count = Setting("NBPF_SCHEDULES", 25_000), done = 0;
        TimeSpan time = TimeSpan.FromSeconds(Setting("NBPF_SCHEDULES_SECONDS", 10));
        long started = Stopwatch.GetTimestamp();
        for (; done < count && oracle.Faults.Count < MostFaults && Stopwatch.GetElapsedTime(started) < time; done++)
            oracle.RunSeed(first + (ulong)done);
        Finish(oracle, started, $"seeds from {first}");

        // The spares' point is the crowd's; all others are met by so many.
        if (done >= 25_000)
            Assert.DoesNotContain(oracle.Coverage.Missing, point => point != YieldPoint.SparesTaken);
    }

    private static int Setting(string name, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private static void Finish(ScheduleOracle oracle, long started, string what)
    {
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        List<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"{oracle.ScheduleCount:N0} schedules ({what}) in {seconds:N1} s, {oracle.ScheduleCount / seconds:N0} a second, {(double)oracle.StepCount / oracle.ScheduleCount:N1} steps each, {oracle.Faults.Count} faults"),
            "  yield point                 reached     switched",
            .. oracle.Coverage.Lines(),
            .. oracle.Faults,
        ];
        foreach (string line in lines)
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("NBPF_SCHEDULES_REPORT") is { Length: > 0 } path)
            File.AppendAllLines(path, lines);
        Assert.True(oracle.Faults.Count == 0, string.Join('\n', oracle.Faults));
    }
}
