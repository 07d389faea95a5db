using System.Runtime.InteropServices;
using Nbpf.Fuzz.Targets;
using SharpFuzz;

namespace Nbpf.Fuzz.Running;

/// <summary>Gives a target what afl-fuzz makes of the coverage that assemblies instrumented by SharpFuzz report.</summary>
internal static class AflRun
{
    private const int CounterBytes = 1 << 16;

    /// <summary>
    /// Gives instrumented assemblies counters that nobody reads, before any of their code runs: those of afl-fuzz are there only from
    /// <see cref="Start"/> on, and the seeds are made before.
    /// </summary>
    public static unsafe void CountNowhere() => SharpFuzz.Common.Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(CounterBytes);

    /// <summary>Answers afl-fuzz until it ends; an exception ends an input as a crash.</summary>
    /// <param name="target">The target.</param>
    public static int Start(FuzzTarget target)
    {
        // What is made once is made before, so that its coverage is no input's.
        foreach (byte[] seed in target.Seeds) target.Run(seed, isThorough: true);
        Fuzzer.Run(stream =>
        {
            using MemoryStream input = new();
            stream.CopyTo(input);
            target.Run(input.ToArray(), isThorough: true);
        });
        return 0;
    }
}
