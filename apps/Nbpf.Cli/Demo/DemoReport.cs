using Nbpf.Maglev.Capture;

namespace Nbpf.Cli.Demo;

/// <summary>What the demo found out.</summary>
/// <param name="Services">The three services.</param>
/// <param name="FixedMapBytes">Map memory of the three if every inner array had the size of the largest.</param>
/// <param name="Model">The further services.</param>
/// <param name="CompiledNanoseconds">ns per packet, compiled.</param>
/// <param name="InterpretedNanoseconds">ns per packet, interpreted; null where the kernel does not interpret.</param>
/// <param name="Verdicts">Packets by class and verdict.</param>
/// <param name="InlinedLookup">The lookup of <c>backends</c> in the xlated program.</param>
/// <param name="CalledLookup">The lookup of a service's table in the xlated program.</param>
/// <param name="OutputPath">Where the forwarded packets are.</param>
public sealed record DemoReport(
    IReadOnlyList<DemoServiceReport> Services,
    ulong FixedMapBytes,
    DemoModelReport Model,
    double CompiledNanoseconds,
    double? InterpretedNanoseconds,
    IReadOnlyDictionary<TrafficClass, IReadOnlyDictionary<XdpAction, int>> Verdicts,
    string InlinedLookup,
    string CalledLookup,
    string OutputPath)
{
    /// <summary>Map memory of the three services.</summary>
    public ulong MapBytes => Services.Aggregate(0ul, (sum, service) => sum + service.MapBytes);

    /// <summary>Packets of the capture.</summary>
    public int Packets => Verdicts.Values.Sum(actions => actions.Values.Sum());
}
