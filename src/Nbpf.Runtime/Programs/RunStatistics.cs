namespace Nbpf.Runtime.Programs;

/// <summary>Whether programs' runs are counted and timed: while at least one file descriptor of BPF_ENABLE_STATS is open.</summary>
internal sealed class RunStatistics
{
    private int users;

    /// <summary>Whether they are.</summary>
    public bool IsEnabled => Volatile.Read(ref users) != 0;

    /// <summary>One more wants it.</summary>
    public void Enable() => Interlocked.Increment(ref users);

    /// <summary>One less wants it.</summary>
    public void Disable() => Interlocked.Decrement(ref users);
}
