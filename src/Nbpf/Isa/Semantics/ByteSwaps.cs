using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Nbpf.Isa.Semantics;

/// <summary>The low 16 bits with their bytes reversed, the rest zero: <c>bswap16</c>, and <c>be16</c> on a little-endian machine.</summary>
public readonly struct Swap16 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => BinaryPrimitives.ReverseEndianness((ushort)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => BinaryPrimitives.ReverseEndianness((ushort)destination);
}

/// <summary>The low 32 bits with their bytes reversed, the rest zero: <c>bswap32</c>, and <c>be32</c> on a little-endian machine.</summary>
public readonly struct Swap32 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => BinaryPrimitives.ReverseEndianness((uint)destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => BinaryPrimitives.ReverseEndianness(destination);
}

/// <summary>All 64 bits with their bytes reversed: <c>bswap64</c>, and <c>be64</c> on a little-endian machine. There is no 32-bit form; it gives the low half.</summary>
public readonly struct Swap64 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => BinaryPrimitives.ReverseEndianness(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => (uint)BinaryPrimitives.ReverseEndianness((ulong)destination);
}

/// <summary>The low 16 bits, the rest zero: <c>le16</c> on a little-endian machine.</summary>
public readonly struct Truncate16 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => (ushort)destination;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => (ushort)destination;
}

/// <summary>The low 32 bits, the rest zero: <c>le32</c> on a little-endian machine.</summary>
public readonly struct Truncate32 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => (uint)destination;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination;
}

/// <summary>All 64 bits as they are: <c>le64</c> on a little-endian machine.</summary>
public readonly struct Keep64 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination;
}
