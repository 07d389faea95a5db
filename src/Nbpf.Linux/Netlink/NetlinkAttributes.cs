using System.Buffers.Binary;
using System.Text;

namespace Nbpf.Linux.Netlink;

/// <summary>The attributes of a netlink message that was received, by type.</summary>
internal sealed class NetlinkAttributes
{
    private const int HeaderSize = 4;
    private const int TypeMask = 0x3fff;

    private readonly Dictionary<int, ReadOnlyMemory<byte>> values = [];

    /// <summary>Reads attributes; what does not fit its message ends the reading.</summary>
    /// <param name="bytes">The attributes.</param>
    public NetlinkAttributes(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length >= HeaderSize)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span);
            if (length < HeaderSize || length > bytes.Length) return;
            values[BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[2..]) & TypeMask] = bytes[HeaderSize..length];
            bytes = bytes[Math.Min((length + 3) & ~3, bytes.Length)..];
        }
    }

    /// <summary>A number of 1 or 4 bytes, or null.</summary>
    /// <param name="type">The attribute's type.</param>
    public uint? Number(int type) => !values.TryGetValue(type, out ReadOnlyMemory<byte> value) ? null : value.Length switch
    {
        1 => value.Span[0],
        4 => BinaryPrimitives.ReadUInt32LittleEndian(value.Span),
        _ => null,
    };

    /// <summary>A text, or null.</summary>
    /// <param name="type">The attribute's type.</param>
    public string? Text(int type) => values.TryGetValue(type, out ReadOnlyMemory<byte> value) ? Encoding.UTF8.GetString(value.Span).TrimEnd('\0') : null;

    /// <summary>The attributes inside one; none when there is no such attribute.</summary>
    /// <param name="type">The attribute's type.</param>
    public NetlinkAttributes Nested(int type) => new(values.GetValueOrDefault(type));
}
