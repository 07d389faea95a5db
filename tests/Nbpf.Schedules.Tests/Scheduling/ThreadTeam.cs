using Nbpf.Runtime.Interleaving;

namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>
/// Threads of which one goes on at a time. At each yield point the <see cref="IScheduleChoice"/> says which; a thread that waits is out until another has got
/// further. Threads are kept from schedule to schedule.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int MostSteps = 20_000;
    private const int TraceLength = 256;
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(20);

    private readonly Participant[] members;
    private readonly Thread[] threads;
    private readonly SemaphoreSlim done = new(0);
    private readonly (byte Thread, YieldPoint Point)[] trace = new (byte, YieldPoint)[TraceLength];
    private readonly int[] enabled;
    private IScheduleChoice choice = new RandomChoice(0);
    private MemoryWatch? watch;
    private int count;
    private int steps;
    private long progress;
    private bool isAborted;
    private volatile bool isDisposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="size">How many.</param>
    public ThreadTeam(int size)
    {
        enabled = new int[size];
        members = [.. Enumerable.Range(0, size).Select(index => new Participant(this, index))];
        threads = [.. members.Select(member => new Thread(() => Serve(member)) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
    }

    /// <summary>How often each yield point was reached, and how often another thread went on there.</summary>
    public Coverage Coverage { get; } = new();

    /// <summary>Steps of the last schedule.</summary>
    public int StepCount => steps;

    /// <summary>Runs one schedule.</summary>
    /// <param name="work">What each thread does.</param>
    /// <param name="memory">Watches the memory.</param>
    /// <param name="by">Chooses.</param>
    /// <returns>The fault, or null.</returns>
    public Exception? Run(IReadOnlyList<Action> work, MemoryWatch memory, IScheduleChoice by)
    {
        choice = by;
        watch = memory;
        count = work.Count;
        steps = 0;
        progress = 0;
        isAborted = false;
        Fault = null;
        for (int i = 0; i < count; i++)
        {
            members[i].Work = work[i];
            members[i].IsFinished = false;
            members[i].BlockedAt = -1;
            members[i].LookedAgainAt = -1;
            members[i].IsWaiting = false;
        }
        members[Next(current: -1)].GiveTurn();
        if (!done.Wait(StuckAfter))
            throw new InvalidOperationException($"a thread is stuck in a lock of the system, inside of which there are yield points: {Trace()}");
        return Fault;
    }

    /// <summary>What the last yield points of the schedule were.</summary>
    public string Trace() => string.Join(' ', Enumerable.Range(Math.Max(0, steps - TraceLength), Math.Min(steps, TraceLength)).Select(step =>
    {
        (byte thread, YieldPoint point) = trace[step % TraceLength];
        return $"{thread}:{point}";
    }));

    /// <summary>A yield point of the member that has the turn.</summary>
    public void Reach(Participant member, YieldPoint point)
    {
        Note(member, point);
        progress++;
        member.IsWaiting = false;
        int next = Next(member.Index);
        if (next == member.Index)
            return;
        Coverage.CountSwitch(point);
        Switch(member, next);
    }

    /// <summary>The member that has the turn cannot go on.</summary>
    public void Wait(Participant member, YieldPoint point)
    {
        Note(member, point);

        // What it did before it began to wait may be what others wait for: a lock given back.
        if (!member.IsWaiting)
            progress++;
        member.IsWaiting = true;
        member.BlockedAt = progress;
        int next = Next(current: -1);
        if (next < 0)
            next = NextToLookAgain();
        if (next < 0)
            throw Abort(new ScheduleFaultException("every thread waits for another"));
        if (next != member.Index)
            Switch(member, next);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        foreach (Participant member in members)
            member.GiveTurn();
        foreach (Thread thread in threads)
            thread.Join();
        foreach (Participant member in members)
            member.Dispose();
        done.Dispose();
    }

    private Exception? Fault { get; set; }

    private void Serve(Participant member)
    {
        while (true)
        {
            member.AwaitTurn();
            if (isDisposed)
                return;
            TestScheduler.Join(member, watch);
            try
            {
                if (!isAborted)
                    member.Work!(); // set before the first turn
            }
            catch (Exception fault)
            {
                Abort(fault);
            }
            TestScheduler.Join(null, null);
            member.IsFinished = true;
            progress++;
            int next = Next(current: -1);
            if (next >= 0)
                members[next].GiveTurn();
            else
                done.Release();
        }
    }

    private void Note(Participant member, YieldPoint point)
    {
        if (isAborted)
            throw new ScheduleFaultException("the schedule has ended");
        if (steps == MostSteps)
            throw Abort(new ScheduleFaultException("the schedule does not end"));
        trace[steps++ % TraceLength] = ((byte)member.Index, point);
        Coverage.CountReach(point);
    }

    private Exception Abort(Exception fault)
    {
        isAborted = true;
        Fault ??= fault;
        return fault;
    }

    private void Switch(Participant member, int next)
    {
        members[next].GiveTurn();
        member.AwaitTurn();
        if (isAborted)
            throw new ScheduleFaultException("the schedule has ended");
    }

    // What a thread waits for may have come between its last look, which has yield points of its own, and its wait: each looks once more before all are stuck.
    private int NextToLookAgain()
    {
        for (int i = 0; i < count; i++)
        {
            if (members[i].IsFinished || members[i].LookedAgainAt == progress)
                continue;
            members[i].LookedAgainAt = progress;
            return i;
        }
        return -1;
    }

    // The thread that goes on: -1 when none can. The current one stands first.
    private int Next(int current)
    {
        int found = 0;
        if (current >= 0)
            enabled[found++] = current;
        for (int i = 0; i < count; i++)
        {
            if (i != current && !members[i].IsFinished && (isAborted || members[i].BlockedAt != progress))
                enabled[found++] = i;
        }
        return found switch
        {
            0 => -1,
            1 => enabled[0],
            _ => enabled[isAborted ? 0 : choice.Choose(found, isPreemption: current >= 0)],
        };
    }
}
