using Nbpf.Runtime.Interleaving;

namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>One thread of a <see cref="ThreadTeam"/>: it goes on only while it has the turn.</summary>
/// <param name="team">The team.</param>
/// <param name="index">Its number in the team.</param>
internal sealed class Participant(ThreadTeam team, int index) : IDisposable
{
    private readonly SemaphoreSlim turn = new(0);

    /// <summary>Its number in the team.</summary>
    public int Index => index;

    /// <summary>Whether it has nothing more to do in this schedule.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The team's progress when it could not go on; it can once that is another.</summary>
    public long BlockedAt { get; set; } = -1;

    /// <summary>The progress at which it looked again when all were waiting, or -1.</summary>
    public long LookedAgainAt { get; set; }

    /// <summary>Whether it waits since its last step.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>What it does in this schedule.</summary>
    public Action? Work { get; set; }

    /// <summary>Gives it the turn.</summary>
    public void GiveTurn() => turn.Release();

    /// <summary>Waits for the turn.</summary>
    public void AwaitTurn() => turn.Wait();

    /// <inheritdoc cref="IThreadScheduler.Reach"/>
    public void Reach(YieldPoint point) => team.Reach(this, point);

    /// <inheritdoc cref="IThreadScheduler.Wait"/>
    public void Wait(YieldPoint point) => team.Wait(this, point);

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();
}
