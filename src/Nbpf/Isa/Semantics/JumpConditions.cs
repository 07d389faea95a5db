using System.Runtime.CompilerServices;

namespace Nbpf.Isa.Semantics;

/// <summary>dst == src</summary>
public readonly struct Equal : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => destination == source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => destination == source;
}

/// <summary>dst != src</summary>
public readonly struct NotEqual : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => destination != source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => destination != source;
}

/// <summary>dst &gt; src, unsigned</summary>
public readonly struct Greater : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => destination > source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => destination > source;
}

/// <summary>dst &gt;= src, unsigned</summary>
public readonly struct GreaterOrEqual : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => destination >= source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => destination >= source;
}

/// <summary>dst &lt; src, unsigned</summary>
public readonly struct Less : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => destination < source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => destination < source;
}

/// <summary>dst &lt;= src, unsigned</summary>
public readonly struct LessOrEqual : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => destination <= source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => destination <= source;
}

/// <summary>(dst &amp; src) != 0</summary>
public readonly struct BitsSet : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => (destination & source) != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => (destination & source) != 0;
}

/// <summary>dst &gt; src, signed</summary>
public readonly struct SignedGreater : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => (long)destination > (long)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => (int)destination > (int)source;
}

/// <summary>dst &gt;= src, signed</summary>
public readonly struct SignedGreaterOrEqual : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => (long)destination >= (long)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => (int)destination >= (int)source;
}

/// <summary>dst &lt; src, signed</summary>
public readonly struct SignedLess : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => (long)destination < (long)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => (int)destination < (int)source;
}

/// <summary>dst &lt;= src, signed</summary>
public readonly struct SignedLessOrEqual : IJumpCondition
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test64(ulong destination, ulong source) => (long)destination <= (long)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test32(uint destination, uint source) => (int)destination <= (int)source;
}
