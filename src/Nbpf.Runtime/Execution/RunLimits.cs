namespace Nbpf.Runtime.Execution;

/// <summary>What ends runs before their time.</summary>
/// <param name="Budget">How long each may take, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="Cancellation">Ends the run that goes on, and those to come.</param>
internal readonly record struct RunLimits(TimeSpan Budget, CancellationToken Cancellation)
{
    /// <summary>What a caller wants, and the kernel's own where the caller does not say.</summary>
    /// <param name="wanted">What the caller wants, or null.</param>
    /// <param name="kernel">The kernel's options.</param>
    public RunLimits(BpfRunLimits? wanted, BpfRuntimeOptions kernel)
        : this(wanted?.Budget ?? kernel.RunBudget, wanted?.Cancellation ?? default)
    {
    }

    /// <summary>What <see cref="BudgetMilliseconds"/> is where there is no limit.</summary>
    public const int Unlimited = -1;

    /// <summary>The budget in milliseconds, rounded up; what would not fit ends after all that matters.</summary>
    public int BudgetMilliseconds => Budget == Timeout.InfiniteTimeSpan || Budget.TotalMilliseconds > int.MaxValue ? Unlimited : (int)Math.Ceiling(Budget.TotalMilliseconds);
}
