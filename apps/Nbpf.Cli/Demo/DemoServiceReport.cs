using Nbpf.Maglev;

namespace Nbpf.Cli.Demo;

/// <summary>A service's part in it.</summary>
/// <param name="Vip">Its VIP.</param>
/// <param name="Backends">How many backends it has.</param>
/// <param name="TableSize">Slots of its table.</param>
/// <param name="MaxOverMean">The largest share of the table over the mean share.</param>
/// <param name="Packets">Packets forwarded to its backends.</param>
/// <param name="BackendsHit">Backends that got any.</param>
/// <param name="MapBytes">Memory of its inner map.</param>
public sealed record DemoServiceReport(VirtualIp Vip, int Backends, int TableSize, double MaxOverMean, int Packets, int BackendsHit, ulong MapBytes);
