namespace Nbpf.Bench.Measuring;

/// <summary>The same work at two sizes: the time for one may not grow with how many there are.</summary>
internal static class ScaleRow
{
    private const int Factor = 8;

    /// <summary>Measures an action on so many things, and on eight times as many.</summary>
    internal static ResultRow Measure(string work, int count, int rounds, Action<int> action)
    {
        Measured[] series = Rounds.InterleaveOnce(rounds, () => Nanoseconds(count), () => Nanoseconds(count * Factor));
        return ResultRow.Against($"{work}, one of {count * Factor:N0}", series[1], $"one of {count:N0}", series[0], "ns", 2);

        double Nanoseconds(int number) => Rounds.Milliseconds(() => action(number)) * 1e6 / number;
    }
}
