namespace Nbpf;

/// <summary>What ends runs of a program in process before their time. Linux knows neither: a run there takes what it takes.</summary>
public sealed record BpfRunLimits
{
    /// <summary>
    /// How long each run may take, repetitions one by one; null for the kernel's own limit, <see cref="Timeout.InfiniteTimeSpan"/> for any time. Some tens of
    /// milliseconds may pass before it is noticed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither positive nor infinite.</exception>
    public TimeSpan? Budget
    {
        get;
        init => field = value is null ? null : CheckBudget(value.Value);
    }

    /// <summary>Ends the run that goes on, and those to come.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>A time that can be a budget.</summary>
    /// <param name="budget">The time.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is neither positive nor infinite.</exception>
    public static TimeSpan CheckBudget(TimeSpan budget) =>
        budget > TimeSpan.Zero || budget == Timeout.InfiniteTimeSpan ? budget : throw new ArgumentOutOfRangeException(nameof(budget), budget, "a positive time or Timeout.InfiniteTimeSpan expected");
}
