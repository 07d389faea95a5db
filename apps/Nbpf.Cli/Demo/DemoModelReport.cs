namespace Nbpf.Cli.Demo;

/// <summary>The further services.</summary>
/// <param name="Services">How many were created.</param>
/// <param name="MeanBackends">Their mean size.</param>
/// <param name="LargestBackends">The size of the largest.</param>
/// <param name="MapBytes">Memory of their inner maps.</param>
/// <param name="FixedMapBytes">The same if every inner array had the size of the largest.</param>
public sealed record DemoModelReport(int Services, double MeanBackends, int LargestBackends, ulong MapBytes, ulong FixedMapBytes);
