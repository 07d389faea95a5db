using System.Diagnostics;
using Nbpf.Fuzz.Targets;

namespace Nbpf.Fuzz.Running;

/// <summary>Gives a target seeds and mutations of them, in this process: the same inputs for the same first seed.</summary>
internal static class FuzzLoop
{
    private const int MostFaults = 20;
    private const ulong ThoroughShare = 16;

    /// <summary>Runs a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="inputs">How many inputs at most.</param>
    /// <param name="time">How long at most.</param>
    /// <param name="firstSeed">Number of the first mutation.</param>
    public static FuzzReport Run(FuzzTarget target, long inputs, TimeSpan time, ulong firstSeed = 0)
    {
        IReadOnlyList<byte[]> seeds = target.Seeds;
        Dictionary<string, FuzzFault> faults = [];
        long taken = 0, done = 0, slowest = 0, start = Stopwatch.GetTimestamp(), before = start;
        for (; done < inputs && faults.Count < MostFaults && Stopwatch.GetElapsedTime(start, before) < time; done++)
        {
            ulong number = firstSeed + (ulong)done;
            byte[] input = done < seeds.Count ? seeds[(int)done] : target.Mutate(seeds[(int)(number % (ulong)seeds.Count)], seeds[(int)(number / 7 % (ulong)seeds.Count)], Mixed(number));
            try
            {
                if (target.Run(input, isThorough: number % ThoroughShare == 0)) taken++;
            }
            catch (Exception fault)
            {
                // Whatever it is: that is what this is for.
                FuzzFault found = new(input, fault);
                faults.TryAdd(found.Key, found);
            }

            long after = Stopwatch.GetTimestamp();
            slowest = Math.Max(slowest, after - before);
            before = after;
        }
        return new FuzzReport(target.Name, done, taken, Stopwatch.GetElapsedTime(start), Stopwatch.GetElapsedTime(0, slowest), [.. faults.Values]);
    }

    // Neighbouring numbers make unlike generators.
    private static ulong Mixed(ulong number) => (number + 1) * 0x9e37_79b9_7f4a_7c15;
}
