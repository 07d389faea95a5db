using System.Diagnostics;
using Nbpf.Bench.Measuring;

namespace Nbpf.Bench.Rows;

/// <summary>The whole of <c>./nbpf demo</c>, built.</summary>
internal static class DemoRows
{
    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        string output = Path.Combine(Path.GetTempPath(), $"nbpf-bench-{Environment.ProcessId}.pcap");
        try
        {
            Measured series = Rounds.InterleaveOnce(Math.Min(rounds, 3), () => Rounds.Milliseconds(() => Run(output)) / 1000)[0];
            yield return ResultRow.Alone("`./nbpf demo`, whole, built", series, "s", 10);
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static void Run(string output)
    {
        ProcessStartInfo start = new(Path.Combine(RepositoryRoot.Directory, "nbpf"), ["--json", "demo", "--output", output]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"./nbpf demo exited with {process.ExitCode}");
    }
}
