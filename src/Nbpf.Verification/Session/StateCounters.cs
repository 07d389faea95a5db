namespace Nbpf.Verification.Session;

/// <summary>Counters of the log's last line.</summary>
internal sealed class StateCounters
{
    private int _stored;
    private int _evicted;
    private int _backedges;

    /// <summary>Checkpoints stored.</summary>
    public int Total { get; private set; }

    /// <summary>Most states alive at once.</summary>
    public int Peak { get; private set; }

    /// <summary>Longest list of checkpoints looked through.</summary>
    public int LongestList { get; set; }

    /// <summary>A checkpoint was stored.</summary>
    public void Stored()
    {
        Total++;
        _stored++;
        UpdatePeak();
    }

    /// <summary>A checkpoint left its list; it stays alive when branches are open.</summary>
    public void Evicted(bool staysAlive)
    {
        _stored--;
        if (staysAlive)
            _evicted++;
    }

    /// <summary>An evicted checkpoint's last branch finished.</summary>
    public void EvictedFinished() => _evicted--;

    /// <summary>A path was kept for a loop's precision.</summary>
    public void BackedgeAdded()
    {
        _backedges++;
        UpdatePeak();
    }

    /// <summary>A loop's paths were let go.</summary>
    public void BackedgesRemoved(int count) => _backedges -= count;

    private void UpdatePeak() => Peak = Math.Max(Peak, _stored + _evicted + _backedges);
}
