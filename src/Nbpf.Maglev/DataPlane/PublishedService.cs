namespace Nbpf.Maglev;

/// <summary>A service and the table to publish for it.</summary>
/// <param name="Vip">What clients connect to.</param>
/// <param name="Table">Its inner map's contents.</param>
/// <param name="TakesFragments">True to give the fragments to the VIP's address and protocol to this service too: the same
/// inner map is then also published under port 0. At most one service of an address and protocol can take them.</param>
public sealed record PublishedService(VirtualIp Vip, ServiceTable Table, bool TakesFragments = false);
