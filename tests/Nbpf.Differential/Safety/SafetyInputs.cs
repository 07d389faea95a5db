using System.Buffers.Binary;
using Nbpf.Isa;

namespace Nbpf.Differential.Safety;

/// <summary>
/// Inputs that come close to what a program compares with: its own immediates and the numbers around them, the ends of all widths.
/// </summary>
internal sealed class SafetyInputs
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 0x7e, 0x7f, 0x80, 0x81, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
        0x100000000, 0x180000000, 0x1ffffffff, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffff00000000, 0xffffffff80000000, ulong.MaxValue, ulong.MaxValue - 7,
    ];

    private readonly Random random;
    private readonly List<ulong> words = [];

    /// <summary>The inputs that a seed stands for.</summary>
    public SafetyInputs(int seed, ReadOnlySpan<Instruction> code)
    {
        random = new Random(seed);
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i].IsWide && code[i].Source == PseudoImmediate.Constant)
            {
                AddAround((uint)code[i].Immediate | ((ulong)(uint)code[i + 1].Immediate << 32));
                i++;
            }
            else if (code[i].Immediate != 0 && !code[i].IsCall && !code[i].IsWide)
            {
                AddAround((ulong)code[i].Immediate);
            }
        }
    }

    /// <summary>A number.</summary>
    public ulong Next() => random.Next(8) switch
    {
        0 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        1 or 2 => (ulong)random.Next(24),
        3 or 4 when words.Count > 0 => words[random.Next(words.Count)],
        _ => Edges[random.Next(Edges.Length)],
    };

    /// <summary>Fills memory.</summary>
    public void Fill(Span<byte> memory)
    {
        for (int at = 0; at + 8 <= memory.Length; at += 8)
            BinaryPrimitives.WriteUInt64LittleEndian(memory[at..], Next());
        for (int at = memory.Length & ~7; at < memory.Length; at++)
            memory[at] = (byte)Next();
    }

    /// <summary>The length of a packet: the shortest that Linux takes, short, long.</summary>
    public int NextLength() => random.Next(4) switch
    {
        0 => 14,
        1 => 15 + random.Next(20),
        2 => 64,
        _ => 14 + random.Next(120),
    };

    private void AddAround(ulong word)
    {
        if (words.Count < 64)
            words.AddRange([word, word + 1, word - 1, (uint)word]);
    }
}
