using System.Runtime.CompilerServices;

namespace Nbpf.Isa.Semantics;

/// <summary>dst &lt;&lt;= src; only the low 6 bits of the count matter, in the 32-bit form the low 5.</summary>
public readonly struct Lsh : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination << (int)(source & 63);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination << (int)(source & 31);
}

/// <summary>dst &gt;&gt;= src filling with zeros; only the low 6 bits of the count matter, in the 32-bit form the low 5.</summary>
public readonly struct Rsh : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => destination >> (int)(source & 63);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => destination >> (int)(source & 31);
}

/// <summary>dst s&gt;&gt;= src filling with the sign; only the low 6 bits of the count matter, in the 32-bit form the low 5.</summary>
public readonly struct Arsh : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => (ulong)((long)destination >> (int)(source & 63));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => (uint)((int)destination >> (int)(source & 31));
}
