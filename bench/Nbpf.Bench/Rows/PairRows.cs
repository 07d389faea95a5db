using System.Diagnostics;
using System.Globalization;
using Nbpf.Bench.Measuring;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>
/// Two builds of the project against each other: each pair is a process of either, one after the other in changing order, that measures the
/// programs of <c>bench/programs</c>. What one change costs is less than what one process differs from the next, so only many pairs tell.
/// </summary>
internal static class PairRows
{
    internal const string ChildArgument = "--nanoseconds-per-run";

    private const int Rounds = 3;
    private const double NanosecondsPerMeasurement = 2_000_000;

    private static readonly string[] s_names = ["bitcount", "checksum", "copy", "dispatch", "empty", "parse", "siphash"];

    /// <summary>Nanoseconds that a compiled program takes per run, start of the run included, for each program.</summary>
    internal static string ChildReport()
    {
        byte[] input = ProgramRows.Input();
        using IBpf kernel = Kernels.InProcess(ExecutionEngine.Jit);
        List<BpfObject> objects = [];
        try
        {
            foreach (string name in s_names) objects.Add(ProgramRows.Load(kernel, name));
            Func<double>[] measurements = [.. objects.Select((loaded, i) => Measurement(loaded.Program(s_names[i]), input))];
            Measured[] measured = Measuring.Rounds.Interleave(Rounds, measurements);
            return string.Join(' ', measured.Select(each => each.Best.ToString("F4", CultureInfo.InvariantCulture)));
        }
        finally
        {
            foreach (BpfObject loaded in objects) loaded.Dispose();
        }
    }

    /// <summary>A table: per program the ratio of the second build's time to the first's, and their geometric mean with its 95% interval.</summary>
    internal static IEnumerable<string> Measure(string before, string after, int pairs)
    {
        double[][] logs = new double[pairs][], earlier = new double[pairs][], later = new double[pairs][];
        for (int pair = 0; pair < pairs; pair++)
        {
            if (pair % 2 == 0) earlier[pair] = FreshProcess.Report(before, ChildArgument);
            later[pair] = FreshProcess.Report(after, ChildArgument);
            if (pair % 2 != 0) earlier[pair] = FreshProcess.Report(before, ChildArgument);
            logs[pair] = [.. later[pair].Zip(earlier[pair], (second, first) => Math.Log(second / first))];
        }

        yield return "| program | before, median ns | after, median ns | after / before, 95% interval |";
        yield return "|---|---|---|---|";
        for (int i = 0; i < s_names.Length; i++)
            yield return $"| {s_names[i]} | {Nanoseconds(earlier.Select(row => row[i]))} | {Nanoseconds(later.Select(row => row[i]))} | {Interval(logs.Select(row => row[i]))} |";
        yield return $"| geometric mean | | | {Interval(logs.Select(row => row.Average()))} |";
    }

    private static Func<double> Measurement(BpfProgram program, byte[] input)
    {
        uint repeat = 1_000;
        double each = PerRun(program, input, repeat);
        repeat = (uint)Math.Clamp(NanosecondsPerMeasurement / each, 1_000, 1_000_000);
        return () => PerRun(program, input, repeat);
    }

    // The command's own measurement is in whole nanoseconds, which is too coarse.
    private static double PerRun(BpfProgram program, byte[] input, uint repeat)
    {
        long start = Stopwatch.GetTimestamp();
        SysResult answer = program.Kernel.ProgTestRun(program.Fd, new ProgTestRunArguments { DataIn = input, Repeat = repeat });
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeat;
        return answer.IsError ? throw new BpfException(answer.Errno, "run program", program.Name) : nanoseconds;
    }

    private static string Nanoseconds(IEnumerable<double> values) => Measured.Of([.. values]).Median.ToString("F2", CultureInfo.InvariantCulture);

    private static string Interval(IEnumerable<double> logs)
    {
        double[] all = [.. logs];
        double mean = all.Average();
        double error = 1.96 * Math.Sqrt(all.Sum(log => (log - mean) * (log - mean)) / (all.Length - 1) / all.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Exp(mean):F4} ({Math.Exp(mean - error):F4} to {Math.Exp(mean + error):F4})");
    }
}
