using System.Diagnostics;

namespace Nbpf.Bench.Measuring;

/// <summary>Measures several things in turns, so that what disturbs the machine disturbs all of them; only their ratios mean anything.</summary>
internal static class Rounds
{
    /// <summary>Runs every measurement once for warmth, then once in each round.</summary>
    internal static Series[] Interleave(int rounds, params Func<double>[] measurements)
    {
        Series[] series = [.. measurements.Select(_ => new Series())];
        foreach (Func<double> measurement in measurements) measurement();
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < measurements.Length; i++) series[i].Add(measurements[i]());
        return series;
    }

    /// <summary>Milliseconds that an action takes.</summary>
    internal static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
