using Nbpf.Runtime.Interleaving;

namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>How often each yield point was reached, and how often another thread went on there.</summary>
internal sealed class Coverage
{
    private readonly long[] reached = new long[Enum.GetValues<YieldPoint>().Length];
    private readonly long[] switched = new long[Enum.GetValues<YieldPoint>().Length];

    /// <summary>Yield points that no schedule reached.</summary>
    public IEnumerable<YieldPoint> Missing => Enum.GetValues<YieldPoint>().Where(point => reached[(int)point] == 0);

    /// <summary>A thread was there.</summary>
    public void CountReach(YieldPoint point) => reached[(int)point]++;

    /// <summary>The turn was taken from it there.</summary>
    public void CountSwitch(YieldPoint point) => switched[(int)point]++;

    /// <summary>A line for each yield point.</summary>
    public IEnumerable<string> Lines() => Enum.GetValues<YieldPoint>().Select(point => $"  {point,-22} {reached[(int)point],12:N0} {switched[(int)point],12:N0}");
}
