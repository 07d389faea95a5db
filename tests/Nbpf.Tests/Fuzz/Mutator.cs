using System.Buffers.Binary;

namespace Nbpf.Tests.Fuzz;

/// <summary>Makes broken variants of a file, the same ones for the same seed: bit flips, truncation, splices, hostile lengths and offsets.</summary>
internal sealed class Mutator(ulong seed)
{
    // Values at which length and offset checks go wrong.
    private static readonly uint[] Hostile =
    [
        0, 1, 2, 3, 7, 8, 11, 12, 13, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x00ff_ffff, 0x0100_0000,
        0x7fff_fff0, 0x7fff_fff8, 0x7fff_ffff, 0x8000_0000, 0x8000_0008, 0xffff_fff0, 0xffff_fff8, 0xffff_ffff,
    ];

    // SplitMix64 (Steele, Lea, Flood 2014).
    private ulong _state = seed;

    internal byte[] Mutate(byte[] original, byte[] other)
    {
        byte[] mutant = (byte[])original.Clone();
        int steps = 1 + Below(3);
        for (int i = 0; i < steps && mutant.Length > 0; i++) mutant = Step(mutant, other);
        return mutant;
    }

    private byte[] Step(byte[] bytes, byte[] other)
    {
        int at = Below(bytes.Length);
        switch (Below(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << Below(8));
                return bytes;
            case 1:
                bytes[at] = (byte)Next();
                return bytes;
            case 2:
                return bytes[..at];
            case 3 or 4:
                int word = at & ~3;
                if (word + 4 <= bytes.Length) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word), Hostile[Below(Hostile.Length)]);
                return bytes;
            case 5:
                // A small step of a count or id: the next type, the next section.
                int counter = at & ~3;
                if (counter + 4 <= bytes.Length)
                {
                    uint value = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(counter));
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(counter), value + (uint)(Below(5) - 2));
                }
                return bytes;
            case 6:
                int wide = at & ~7;
                if (wide + 8 <= bytes.Length) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(wide), (ulong)(long)(int)Hostile[Below(Hostile.Length)] << Below(33));
                return bytes;
            case 7:
                int length = Math.Min(1 + Below(64), bytes.Length - at);
                bytes.AsSpan(Below(bytes.Length - length + 1), length).ToArray().CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                int from = Below(other.Length);
                int count = Math.Min(Math.Min(1 + Below(128), other.Length - from), bytes.Length - at);
                other.AsSpan(from, count).CopyTo(bytes.AsSpan(at));
                return bytes;
        }
    }

    private int Below(int bound) => (int)(Next() % (ulong)bound);

    private ulong Next()
    {
        ulong value = _state += 0x9e37_79b9_7f4a_7c15;
        value = (value ^ (value >> 30)) * 0xbf58_476d_1ce4_e5b9;
        value = (value ^ (value >> 27)) * 0x94d0_49bb_1331_11eb;
        return value ^ (value >> 31);
    }
}
