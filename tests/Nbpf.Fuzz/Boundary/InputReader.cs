using System.Buffers.Binary;

namespace Nbpf.Fuzz.Boundary;

/// <summary>Takes numbers from an input, zeros after its end, so that any bytes mean something.</summary>
/// <param name="input">The input.</param>
internal ref struct InputReader(ReadOnlySpan<byte> input)
{
    // Where checks of sizes and numbers go wrong.
    private static readonly uint[] Hostile =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 32, 63, 64, 255, 256, 511, 512, 513, 4095, 4096, 4097, 32767, 32768, 32769, 65535, 65536,
        0x3f_fff0, 0x40_0000, 0xff_ffff, 0x100_0000, 0x3fff_ffff, 0x4000_0000, 0x7fff_f000, 0x7fff_ffc7, 0x7fff_fff8, 0x7fff_ffff, 0x8000_0000, 0x8000_0001,
        0xffff_0000, 0xffff_fff8, 0xffff_fffe, 0xffff_ffff,
    ];

    private ReadOnlySpan<byte> rest = input;

    public readonly bool AtEnd => rest.IsEmpty;

    public byte Byte()
    {
        if (rest.IsEmpty) return 0;
        byte value = rest[0];
        rest = rest[1..];
        return value;
    }

    public uint Word() => Byte() | (uint)Byte() << 8 | (uint)Byte() << 16 | (uint)Byte() << 24;

    /// <summary>A small number, a hostile one or any: small ones are frequent, so that what is named is mostly there.</summary>
    public uint Number() => Byte() switch
    {
        < 160 and var small => (uint)small % 16,
        < 240 and var index => Hostile[(index - 160) % Hostile.Length],
        _ => Word(),
    };

    /// <summary>64 bits, mostly small.</summary>
    public ulong Long() => Byte() < 200 ? Number() : Number() | (ulong)Word() << 32;

    /// <summary>So many bytes of the input, zeros where it ends.</summary>
    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        int taken = Math.Min(count, rest.Length);
        rest[..taken].CopyTo(bytes);
        rest = rest[taken..];
        return bytes;
    }

    /// <summary>One of several.</summary>
    public T Pick<T>(ReadOnlySpan<T> values) => values[Byte() % values.Length];

    /// <summary>Sixteen bits.</summary>
    public ushort Half() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));
}
