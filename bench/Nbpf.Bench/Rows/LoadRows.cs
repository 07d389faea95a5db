using System.Globalization;
using Nbpf.Bench.Measuring;
using Nbpf.Runtime;

namespace Nbpf.Bench.Rows;

/// <summary>From the object file to the first run's answer: in a fresh process and again in a warm one.</summary>
internal static class LoadRows
{
    internal const string ChildArgument = "--load-once";

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        List<double> processor = [];
        Measured fresh = Rounds.InterleaveOnce(rounds, () => FreshLoad(processor))[0];
        yield return ResultRow.Alone("load of the balancer, ELF to first run, fresh process", fresh, "ms", 250);
        yield return ResultRow.Alone("processor time of that process, its start and all threads included", Measured.Of(processor), "ms", null);

        Measured warm = Rounds.Interleave(rounds, LoadOnce)[0];
        yield return ResultRow.Alone("load of the balancer, ELF to first run, warm", warm, "ms", 20);
    }

    /// <summary>Milliseconds from the first touch of the library to the answer.</summary>
    internal static double LoadOnce() => Rounds.Milliseconds(() =>
    {
        using BpfRuntime kernel = new();
        using BpfObject balancer = BpfObject.Load(kernel, RepositoryRoot.MaglevObject);
        if (balancer.Program("maglev").Run(LoadedBalancer.Frame).XdpAction != XdpAction.Pass)
            throw new InvalidOperationException("the balancer without services did not pass the packet");
    });

    /// <summary>What the child process prints: milliseconds of the load, and of processor time of the process so far.</summary>
    internal static string ChildReport()
    {
        double load = LoadOnce();
        return string.Create(CultureInfo.InvariantCulture, $"{load} {Environment.CpuUsage.TotalTime.TotalMilliseconds}");
    }

    private static double FreshLoad(List<double> processor)
    {
        double[] report = FreshProcess.Report(ChildArgument);
        processor.Add(report[1]);
        return report[0];
    }
}
