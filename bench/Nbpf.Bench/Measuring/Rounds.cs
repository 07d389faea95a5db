using System.Diagnostics;

namespace Nbpf.Bench.Measuring;

/// <summary>Measures several things in turns, so that what disturbs the machine disturbs all of them; only their ratios mean anything.</summary>
internal static class Rounds
{
    // A round takes the best of several short measurements, taken in turns too: on a busy machine a long one is never undisturbed.
    private const int MeasurementsPerRound = 15;

    /// <summary>Short measurements: once for warmth, then in each round the best of fifteen.</summary>
    internal static Measured[] Interleave(int rounds, params Func<double>[] measurements) => Interleave(rounds, MeasurementsPerRound, measurements);

    /// <summary>Long measurements: once for warmth, then once in each round.</summary>
    internal static Measured[] InterleaveOnce(int rounds, params Func<double>[] measurements) => Interleave(rounds, 1, measurements);

    /// <summary>Milliseconds that an action takes.</summary>
    internal static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static Measured[] Interleave(int rounds, int perRound, Func<double>[] measurements)
    {
        List<double>[] values = [.. measurements.Select(_ => new List<double>())];
        foreach (Func<double> measurement in measurements) measurement();
        for (int round = 0; round < rounds; round++)
        {
            double[] best = new double[measurements.Length];
            Array.Fill(best, double.MaxValue);
            for (int turn = 0; turn < perRound; turn++)
                for (int i = 0; i < measurements.Length; i++) best[i] = Math.Min(best[i], measurements[i]());
            for (int i = 0; i < best.Length; i++) values[i].Add(best[i]);
        }
        return [.. values.Select(Measured.Of)];
    }
}
