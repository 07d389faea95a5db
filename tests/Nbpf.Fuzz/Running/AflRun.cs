using Nbpf.Fuzz.Targets;
using SharpFuzz;

namespace Nbpf.Fuzz.Running;

/// <summary>Gives a target what afl-fuzz makes of the coverage that assemblies instrumented by SharpFuzz report.</summary>
internal static class AflRun
{
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
