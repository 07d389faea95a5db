using System.Runtime.CompilerServices;

namespace Nbpf.Isa.Semantics;

/// <summary>dst += src, wrapping around.</summary>
public readonly struct Add : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination + source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination + source;
}

/// <summary>dst -= src, wrapping around.</summary>
public readonly struct Sub : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination - source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination - source;
}

/// <summary>dst *= src, the low half of the product.</summary>
public readonly struct Mul : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination * source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination * source;
}

/// <summary>dst /= src unsigned; 0 when src is 0.</summary>
public readonly struct Div : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => source == 0 ? 0 : destination / source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => source == 0 ? 0 : destination / source;
}

/// <summary>dst s/= src truncating towards zero; 0 when src is 0, and the most negative number divided by -1 is itself.</summary>
public readonly struct SignedDiv : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => source == 0 ? 0 : source == ulong.MaxValue ? 0 - destination : (ulong)((long)destination / (long)source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => source == 0 ? 0 : source == uint.MaxValue ? 0 - destination : (uint)((int)destination / (int)source);
}

/// <summary>dst %= src unsigned; dst stays when src is 0.</summary>
public readonly struct Mod : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => source == 0 ? destination : destination % source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => source == 0 ? destination : destination % source;
}

/// <summary>dst s%= src with the sign of dst; dst stays when src is 0, and the remainder by -1 is 0.</summary>
public readonly struct SignedMod : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => source == 0 ? destination : source == ulong.MaxValue ? 0 : (ulong)((long)destination % (long)source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => source == 0 ? destination : source == uint.MaxValue ? 0 : (uint)((int)destination % (int)source);
}

/// <summary>dst = -dst, wrapping around.</summary>
public readonly struct Neg : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => 0 - destination;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => 0 - destination;
}
