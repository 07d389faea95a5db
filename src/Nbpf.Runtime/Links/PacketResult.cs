namespace Nbpf.Runtime;

/// <summary>What became of a packet, and how it looked then.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Packet">The packet as the programs left it.</param>
/// <param name="RedirectedTo">Number of the interface that it was redirected to, or 0.</param>
/// <param name="Onward">What became of it there, where it went through that interface's hooks; else null.</param>
public sealed record PacketResult(PacketFate Fate, ReadOnlyMemory<byte> Packet, uint RedirectedTo = 0, PacketResult? Onward = null);
