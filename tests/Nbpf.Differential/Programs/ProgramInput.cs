namespace Nbpf.Differential.Programs;

/// <summary>One input for runs.</summary>
/// <param name="Seed">What the maps hold.</param>
/// <param name="Packet">For programs on packets.</param>
/// <param name="Context">For the others.</param>
internal sealed record ProgramInput(int Seed, byte[] Packet, byte[] Context)
{
    /// <summary>Inputs of several lengths, the shortest that Linux takes included.</summary>
    public static ProgramInput[] Make(int seed)
    {
        Random random = new(seed);
        int[] lengths = [14, 15 + random.Next(20), 64, 60 + random.Next(70)];
        return [.. lengths.Select((length, i) => new ProgramInput(seed + i, Bytes(random, length), Bytes(random, 96)))];
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        for (int i = 0; i < length; i += random.Next(1, 4))
            bytes[i] = (byte)random.Next(16);
        return bytes;
    }
}
