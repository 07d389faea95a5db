namespace Nbpf.Runtime.Runs;

/// <summary>What ends runs before their time.</summary>
/// <param name="Budget">How long each may take, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="Cancellation">Ends the run that goes on, and those to come.</param>
internal readonly record struct RunLimits(TimeSpan Budget, CancellationToken Cancellation)
{
    /// <summary>What <see cref="BudgetMilliseconds"/> is where there is no limit.</summary>
    public const int Unlimited = -1;

    /// <summary>The budget in milliseconds, rounded up; what would not fit ends after all that matters.</summary>
    public int BudgetMilliseconds => Budget == Timeout.InfiniteTimeSpan || Budget.TotalMilliseconds > int.MaxValue ? Unlimited : (int)Math.Ceiling(Budget.TotalMilliseconds);
}
