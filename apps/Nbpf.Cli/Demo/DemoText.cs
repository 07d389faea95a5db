using System.Globalization;
using Nbpf.Maglev.Capture;

namespace Nbpf.Cli.Demo;

/// <summary>The report as plain text, for pipes and files.</summary>
internal static class DemoText
{
    internal static void Write(TextWriter output, DemoReport report)
    {
        output.WriteLine("services");
        output.WriteLine($"  {"VIP",-22} {"backends",8} {"hit",6} {"packets",8} {"table",8} {"max/mean",9} {"map bytes",11}");
        foreach (DemoServiceReport service in report.Services)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {service.Vip.ToString(),-22} {service.Backends,8} {service.BackendsHit,6} {service.Packets,8} {service.TableSize,8} {service.MaxOverMean,9:F5} {service.MapBytes,11}"));
        }
        output.WriteLine();
        output.WriteLine("map memory, each inner array of its own size against all of the size of the largest");
        output.WriteLine(Memory("these 3 services", report.MapBytes, report.FixedMapBytes));
        output.WriteLine(Memory(ModelName(report.Model), report.Model.MapBytes, report.Model.FixedMapBytes));
        output.WriteLine();
        output.WriteLine($"verdicts of {report.Packets} packets");
        foreach ((TrafficClass trafficClass, IReadOnlyDictionary<XdpAction, int> actions) in report.Verdicts)
            output.WriteLine($"  {TrafficClassifier.Name(trafficClass),-18}{string.Concat(actions.Select(pair => $" {Name(pair.Key)} {pair.Value,6}"))}");
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"ns per packet: {report.CompiledNanoseconds:F1} compiled{(report.InterpretedNanoseconds is { } interpreted ? $", {interpreted:F0} interpreted" : "")}"));
        output.WriteLine();
        output.WriteLine("lookup of a backend, an array that is known when the program is loaded: inlined");
        output.Write(report.InlinedLookup);
        output.WriteLine("lookup in a service's table, an array of any size: called");
        output.Write(report.CalledLookup);
        output.WriteLine();
        output.WriteLine($"forwarded packets: {OneLine.Of(report.OutputPath)}");
    }

    internal static string ModelName(DemoModelReport model) => string.Create(CultureInfo.InvariantCulture,
        $"{model.Services} further services, Pareto, mean {model.MeanBackends:F1} backends, largest {model.LargestBackends}");

    internal static string Ratio(ulong bytes, ulong fixedBytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{(double)fixedBytes / Math.Max(bytes, 1):F1}x");

    /// <summary>The verdict as the kernel's header names it.</summary>
    internal static string Name(XdpAction action) => action switch
    {
        XdpAction.Aborted => "XDP_ABORTED",
        XdpAction.Drop => "XDP_DROP",
        XdpAction.Pass => "XDP_PASS",
        XdpAction.Tx => "XDP_TX",
        XdpAction.Redirect => "XDP_REDIRECT",
        _ => ((uint)action).ToString(CultureInfo.InvariantCulture),
    };

    private static string Memory(string what, ulong bytes, ulong fixedBytes) => $"  {what}: {bytes} bytes against {fixedBytes}, {Ratio(bytes, fixedBytes)}";
}
