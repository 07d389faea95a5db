namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>
/// All choices, one schedule after the other, in which the turn is taken away at most so many times. A schedule repeats the one before up to the last choice that has
/// an alternative, and takes that.
/// </summary>
/// <param name="mostPreemptions">How often the turn is taken away at most.</param>
internal sealed class ExhaustiveChoice(int mostPreemptions) : IScheduleChoice
{
    private readonly List<(int Chosen, int Count)> path = [];
    private int at;
    private int preemptions;

    /// <inheritdoc/>
    public int Choose(int count, bool isPreemption)
    {
        if (isPreemption && preemptions == mostPreemptions)
            return 0;
        if (at == path.Count)
            path.Add((0, count));
        (int chosen, int known) = path[at++];
        if (known != count)
            throw new ScheduleFaultException("a schedule could not be repeated");
        if (isPreemption && chosen != 0)
            preemptions++;
        return chosen;
    }

    /// <summary>Goes on to the next schedule; false when there is none.</summary>
    public bool MoveNext()
    {
        path.RemoveRange(at, path.Count - at);
        at = 0;
        preemptions = 0;
        while (path.Count != 0)
        {
            (int chosen, int count) = path[^1];
            path.RemoveAt(path.Count - 1);
            if (chosen + 1 == count)
                continue;
            path.Add((chosen + 1, count));
            return true;
        }
        return false;
    }
}
