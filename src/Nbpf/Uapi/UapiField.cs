using System.Buffers.Binary;

namespace Nbpf.Uapi;

/// <summary>A member of a struct of Linux's user API: where it lies; reads and writes it in little-endian bytes.</summary>
/// <param name="Offset">Offset in bytes.</param>
/// <param name="Size">Size in bytes.</param>
public readonly record struct UapiField(int Offset, int Size)
{
    /// <summary>The member's bytes.</summary>
    /// <param name="bytes">The whole struct.</param>
    public Span<byte> Bytes(Span<byte> bytes) => bytes.Slice(Offset, Size);

    /// <summary>The member's bytes.</summary>
    /// <param name="bytes">The whole struct.</param>
    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> bytes) => bytes.Slice(Offset, Size);

    /// <summary>Reads a member of 1, 2, 4 or 8 bytes, zero-extended.</summary>
    /// <param name="bytes">The whole struct.</param>
    public ulong Read(ReadOnlySpan<byte> bytes) => Size switch
    {
        1 => bytes[Offset],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[Offset..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[Offset..]),
        8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes[Offset..]),
        _ => throw new InvalidOperationException($"a member of {Size} bytes is no number"),
    };

    /// <summary>Reads a member of at most 4 bytes, zero-extended.</summary>
    /// <param name="bytes">The whole struct.</param>
    public uint ReadUInt32(ReadOnlySpan<byte> bytes) => checked((uint)Read(bytes));

    /// <summary>Writes a member of 1, 2, 4 or 8 bytes.</summary>
    /// <param name="bytes">The whole struct.</param>
    /// <param name="value">The value; what does not fit the member is an error of the caller.</param>
    public void Write(Span<byte> bytes, ulong value)
    {
        switch (Size)
        {
            case 1: bytes[Offset] = checked((byte)value); break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(bytes[Offset..], checked((ushort)value)); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(bytes[Offset..], checked((uint)value)); break;
            case 8: BinaryPrimitives.WriteUInt64LittleEndian(bytes[Offset..], value); break;
            default: throw new InvalidOperationException($"a member of {Size} bytes is no number");
        }
    }

    /// <summary>Writes a signed member of 4 bytes, such as a file descriptor.</summary>
    /// <param name="bytes">The whole struct.</param>
    /// <param name="value">The value.</param>
    public void Write(Span<byte> bytes, int value) => Write(bytes, (ulong)(uint)value);
}
