using System.Runtime.CompilerServices;

namespace Nbpf.Isa.Semantics;

/// <summary>dst |= src</summary>
public readonly struct Or : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination | source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination | source;
}

/// <summary>dst &amp;= src</summary>
public readonly struct And : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination & source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination & source;
}

/// <summary>dst ^= src</summary>
public readonly struct Xor : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination ^ source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination ^ source;
}
