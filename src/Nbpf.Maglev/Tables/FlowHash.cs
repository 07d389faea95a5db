using System.Buffers.Binary;

namespace Nbpf.Maglev;

/// <summary>
/// The data plane's hash of a flow, bit for bit (<c>mix</c> and its callers in bpf/maglev.bpf.c): which slot, hence which
/// backend, the flow of a client falls to.
/// </summary>
public static class FlowHash
{
    /// <summary>The hash of a flow.</summary>
    /// <param name="seed">Seed of the data plane.</param>
    /// <param name="client">The client's address.</param>
    /// <param name="clientPort">The client's port; 0 for fragments and with <see cref="ServiceFlags.ClientAffinity"/>.</param>
    /// <param name="vip">The VIP; port 0 for fragments.</param>
    /// <param name="hashesPorts">False with <see cref="ServiceFlags.ClientAffinity"/>.</param>
    public static ulong Compute(ulong seed, WireAddress client, ushort clientPort, VirtualIp vip, bool hashesPorts = true)
    {
        ulong hash = vip.Address.IsIPv4
            ? Mix(seed, (ulong)InMemory((uint)vip.Address.Lower) << 32 | InMemory((uint)client.Lower))
            : Mix(Mix(Mix(Mix(seed, InMemory(client.Upper)), InMemory(client.Lower)), InMemory(vip.Address.Upper)), InMemory(vip.Address.Lower));
        ulong ports = hashesPorts ? (ulong)InMemory(vip.Port) << 16 | InMemory(clientPort) : 0;
        return Mix(Mix(hash, vip.EndpointWord << 32 | ports), 0);
    }

    /// <summary>The slot that a hash falls to: its high half, scaled to the table.</summary>
    /// <param name="hash">From <see cref="Compute"/>.</param>
    /// <param name="tableSize">Slots of the table.</param>
    public static int Slot(ulong hash, int tableSize) => (int)((hash >> 32) * (uint)tableSize >> 32);

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = (hash ^ word) * 0x9e3779b97f4a7c15;
        return hash ^ hash >> 32;
    }

    // The program reads network-order fields as little-endian words.
    private static ushort InMemory(ushort value) => BinaryPrimitives.ReverseEndianness(value);
    private static uint InMemory(uint value) => BinaryPrimitives.ReverseEndianness(value);
    private static ulong InMemory(ulong value) => BinaryPrimitives.ReverseEndianness(value);
}
