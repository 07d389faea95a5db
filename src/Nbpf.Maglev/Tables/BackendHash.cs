namespace Nbpf.Maglev;

/// <summary>
/// The two hashes of a backend's address that give its walk through a table. They are part of the contract between
/// nodes: every node must compute the same tables, so a change here is a change of protocol.
/// </summary>
/// <remarks>
/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014, constants by Stafford) over seed and both halves of the
/// address. It is not a defence against backends that choose their addresses.
/// </remarks>
public static class BackendHash
{
    private const ulong OffsetSeed = 0x4d61_676c_6576_2d31; // "Maglev-1"
    private const ulong SkipSeed = 0x4d61_676c_6576_2d32; // "Maglev-2"

    /// <summary>The first slot of the walk: h1 mod M.</summary>
    /// <param name="address">The backend.</param>
    /// <param name="tableSize">M, prime.</param>
    public static uint Offset(WireAddress address, int tableSize) => (uint)(Hash(OffsetSeed, address) % (uint)tableSize);

    /// <summary>The step of the walk: h2 mod (M - 1) + 1.</summary>
    /// <param name="address">The backend.</param>
    /// <param name="tableSize">M, prime.</param>
    public static uint Skip(WireAddress address, int tableSize) => (uint)(Hash(SkipSeed, address) % (uint)(tableSize - 1)) + 1;

    private static ulong Hash(ulong seed, WireAddress address) => Mix(Mix(Mix(seed) ^ address.Upper) ^ address.Lower);

    private static ulong Mix(ulong word)
    {
        word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
        word = (word ^ word >> 27) * 0x94d049bb133111eb;
        return word ^ word >> 31;
    }
}
