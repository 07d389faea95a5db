namespace Nbpf.Maglev.Tests;

/// <summary>Backends as fleets have them: consecutive addresses, the hard case for a hash.</summary>
internal static class BackendSets
{
    internal static Backend[] IPv4(int count, uint first = 0x0a000001) =>
        [.. Enumerable.Range(0, count).Select(i => new Backend((uint)i + 1, WireAddress.FromIPv4(first + (uint)i)))];

    internal static Backend[] IPv6(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Backend((uint)i + 1, new WireAddress(0xfd00_0000_0000_0000, (ulong)i + 1)))];

    internal static void Shuffle<T>(T[] items, int seed)
    {
        Random random = new(seed);
        random.Shuffle(items);
    }
}
