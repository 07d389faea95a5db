using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Nbpf.Maglev;

/// <summary>
/// An IP address as it stands in the data plane's maps: 16 bytes in network order, IPv4 as <c>::ffff:a.b.c.d</c>
/// (RFC 4291 §2.5.5.2). Ordered as the bytes are.
/// </summary>
/// <param name="Upper">Bytes 0 to 7, most significant first.</param>
/// <param name="Lower">Bytes 8 to 15, most significant first.</param>
public readonly record struct WireAddress(ulong Upper, ulong Lower) : IComparable<WireAddress>
{
    /// <summary>Size in bytes in keys and values.</summary>
    public const int SizeBytes = 16;

    private const ulong MappedPrefix = 0xffff_0000_0000;

    /// <summary>True for an IPv4 address.</summary>
    public bool IsIPv4 => Upper == 0 && Lower >> 32 == 0xffff;

    /// <summary>Reads an address from its 16 bytes.</summary>
    /// <param name="bytes">At least <see cref="SizeBytes"/> bytes.</param>
    public static WireAddress Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>The IPv4 address with this number, most significant byte first: 0x0a000001 is 10.0.0.1.</summary>
    /// <param name="address">The address.</param>
    public static WireAddress FromIPv4(uint address) => new(0, MappedPrefix | address);

    /// <summary>Converts from the BCL's type.</summary>
    /// <param name="address">An IPv4 or IPv6 address; a scope is not kept.</param>
    public static WireAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[SizeBytes];
        _ = address.MapToIPv6().TryWriteBytes(bytes, out _);
        return Read(bytes);
    }

    /// <summary>Reads an address in text form.</summary>
    /// <param name="text">IPv4 or IPv6 text.</param>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static WireAddress Parse(string text) => From(IPAddress.Parse(text));

    /// <summary>Reads an address in text form.</summary>
    /// <param name="text">IPv4 or IPv6 text.</param>
    /// <param name="address">Receives the address.</param>
    /// <returns>False when the text is no address.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out WireAddress address)
    {
        bool isAddress = IPAddress.TryParse(text, out IPAddress? parsed);
        address = isAddress ? From(parsed!) : default;
        return isAddress;
    }

    /// <summary>Writes the 16 bytes.</summary>
    /// <param name="destination">At least <see cref="SizeBytes"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Upper);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Lower);
    }

    /// <summary>Converts to the BCL's type.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        Write(bytes);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }

    /// <inheritdoc/>
    public int CompareTo(WireAddress other) =>
        Upper != other.Upper ? Upper.CompareTo(other.Upper) : Lower.CompareTo(other.Lower);

    /// <summary>Byte order.</summary>
    public static bool operator <(WireAddress left, WireAddress right) => left.CompareTo(right) < 0;

    /// <summary>Byte order.</summary>
    public static bool operator >(WireAddress left, WireAddress right) => left.CompareTo(right) > 0;

    /// <summary>Byte order.</summary>
    public static bool operator <=(WireAddress left, WireAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Byte order.</summary>
    public static bool operator >=(WireAddress left, WireAddress right) => left.CompareTo(right) >= 0;

    /// <summary>The address in text form.</summary>
    public override string ToString() => ToIPAddress().ToString();

    /// <summary>The address as it stands in a URL: IPv6 in brackets.</summary>
    internal string ToHostString() =>
        ToIPAddress() is { AddressFamily: AddressFamily.InterNetworkV6 } address ? $"[{address}]" : ToString();
}
