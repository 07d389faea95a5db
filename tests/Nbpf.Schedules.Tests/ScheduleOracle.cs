using System.Diagnostics;
using Nbpf.Schedules.Tests.Histories;
using Nbpf.Schedules.Tests.Scheduling;

namespace Nbpf.Schedules.Tests;

/// <summary>
/// Runs histories under schedules. What it looks for: memory that is touched or freed after it was freed, exceptions, threads that wait for one another, keys that are
/// missed, values of other keys, commands that do not wait for runs, counts and references that do not add up, whatever is left at the end.
/// </summary>
internal sealed class ScheduleOracle : IDisposable
{
    private readonly ThreadTeam team = new(size: 3);
    private HistoryKernel kernel = new();

    /// <summary>Schedules run.</summary>
    public long ScheduleCount { get; private set; }

    /// <summary>Their steps.</summary>
    public long StepCount { get; private set; }

    /// <summary>What was reached.</summary>
    public Coverage Coverage => team.Coverage;

    /// <summary>The faults, each with what reproduces it.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Runs a history, or the random history of a seed, under the random schedule of that seed.</summary>
    public void RunSeed(ulong seed, History? history = null)
    {
        RandomChoice random = new(seed);
        history ??= History.Random(random);
        if (Run(history, random) is { } fault)
            Faults.Add($"seed {seed}: {history}\n  {fault}");
    }

    /// <summary>Runs a history under all schedules in which a thread is stopped at most so many times where it could go on, until the time is over.</summary>
    /// <returns>False when the time was over before.</returns>
    public bool RunAll(History history, int mostPreemptions, TimeSpan time)
    {
        ExhaustiveChoice choice = new(mostPreemptions);
        long started = Stopwatch.GetTimestamp();
        int number = 0;
        do
        {
            if (Stopwatch.GetElapsedTime(started) > time)
                return false;
            if (Run(history, choice) is { } fault)
            {
                Faults.Add($"schedule {number} of at most {mostPreemptions} preemptions: {history}\n  {fault}");
                return true;
            }
            number++;
        }
        while (choice.MoveNext());
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => team.Dispose();

    private string? Run(History history, IScheduleChoice choice)
    {
        ScheduleCount++;
        Exception? fault;
        TestScheduler.Join(null, kernel.Memory);
        try
        {
            HistoryRun run = new(history, kernel);
            fault = team.Run(run.Work(), kernel.Memory, choice);
            if (fault is null)
                run.End();
        }
        catch (Exception error) when (error is not InvalidOperationException)
        {
            fault = error;
        }
        TestScheduler.Join(null, null);
        StepCount += team.StepCount;
        if (fault is null)
            return null;

        // Nobody knows what state it is in.
        kernel = new HistoryKernel();
        return $"{fault}\n  {team.Trace()}";
    }
}
