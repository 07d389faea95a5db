using System.Diagnostics;
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
        Measured fresh = Rounds.InterleaveOnce(rounds, FreshProcess)[0];
        yield return ResultRow.Alone("load of the balancer, ELF to first run, fresh process", fresh, "ms", 250);

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

    private static double FreshProcess()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [ChildArgument]) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Insert(0, Environment.GetCommandLineArgs()[0]);
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
