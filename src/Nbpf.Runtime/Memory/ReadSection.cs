namespace Nbpf.Runtime.Memory;

/// <summary>A command's time of reading: nothing it reaches is freed before it is disposed.</summary>
internal readonly ref struct ReadSection
{
    private readonly GracePeriods periods;
    private readonly int slot;

    internal ReadSection(GracePeriods periods, int slot)
    {
        this.periods = periods;
        this.slot = slot;
    }

    /// <summary>Ends reading.</summary>
    public void Dispose() => periods.Exit(slot);
}
