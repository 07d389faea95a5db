using System.Diagnostics;
using System.Globalization;
using Nbpf.Bench.Measuring;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>
/// Two builds of the project against each other on the programs of <c>bench/programs</c>. What one change costs is less than what one process differs
/// from the next: a pair is a process of its own that has both builds loaded and measures them in turns, and only many pairs tell.
/// </summary>
internal static class PairRows
{
    internal const string ChildArgument = "--pair";

    private const int Rounds = 4;
    private const double NanosecondsPerMeasurement = 500_000;

    private static readonly string[] s_names = ["bitcount", "checksum", "copy", "dispatch", "empty", "parse", "siphash"];

    /// <summary>Measurements of this build: for each program, compiled, a function that gives the nanoseconds of one run, the start of the run included.</summary>
    internal static Func<double>[] Measurements()
    {
        byte[] input = ProgramRows.Input();
        IBpf kernel = Kernels.InProcess(ExecutionEngine.Jit);
        return [.. s_names.Select(name => Measurement(ProgramRows.Load(kernel, name).Program(name), input))];
    }

    /// <summary>Nanoseconds per run of either build, the earlier one's first.</summary>
    internal static double[] ChildReport(string before, string after)
    {
        // Which comes first in memory alternates with the processes.
        bool isReversed = Environment.ProcessId % 2 != 0;
        Func<double>[] first = OtherBuild.Call<Func<double>[]>(isReversed ? after : before, typeof(PairRows), nameof(Measurements));
        Func<double>[] second = OtherBuild.Call<Func<double>[]>(isReversed ? before : after, typeof(PairRows), nameof(Measurements));
        Measured[] measured = Measuring.Rounds.Interleave(Rounds, [.. first.Zip(second, (one, other) => new[] { one, other }).SelectMany(both => both)]);
        IEnumerable<double> firsts = measured.Where((_, i) => i % 2 == 0).Select(each => each.Best), seconds = measured.Where((_, i) => i % 2 != 0).Select(each => each.Best);
        return isReversed ? [.. seconds, .. firsts] : [.. firsts, .. seconds];
    }

    /// <summary>A table: per program the ratio of the second build's time to the first's, and their geometric mean with its 95% interval.</summary>
    internal static IEnumerable<string> Measure(string before, string after, int pairs)
    {
        double[][] reports = [.. Enumerable.Range(0, pairs).Select(_ => FreshProcess.Report(ChildArgument, before, after))];
        double[][] logs = [.. reports.Select(report => s_names.Select((_, i) => Math.Log(report[i + s_names.Length] / report[i])).ToArray())];
        yield return "| program | before, median ns | after, median ns | after / before, 95% interval |";
        yield return "|---|---|---|---|";
        for (int i = 0; i < s_names.Length; i++)
            yield return $"| {s_names[i]} | {Nanoseconds(reports.Select(row => row[i]))} | {Nanoseconds(reports.Select(row => row[i + s_names.Length]))} | {Interval(logs.Select(row => row[i]))} |";
        yield return $"| geometric mean | | | {Interval(logs.Select(row => row.Average()))} |";
    }

    private static Func<double> Measurement(BpfProgram program, byte[] input)
    {
        uint repeat = 1_000;
        double each = PerRun(program, input, repeat);
        repeat = (uint)Math.Clamp(NanosecondsPerMeasurement / each, 100, 1_000_000);
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
