using System.Runtime.CompilerServices;

namespace Nbpf.Isa.Semantics;

/// <summary>dst = src</summary>
public readonly struct Mov : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => source;
}

/// <summary>dst = the low 8 bits of src, sign-extended.</summary>
public readonly struct MovSignExtend8 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => (ulong)(sbyte)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => (uint)(sbyte)source;
}

/// <summary>dst = the low 16 bits of src, sign-extended.</summary>
public readonly struct MovSignExtend16 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => (ulong)(short)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => (uint)(short)source;
}

/// <summary>dst = the low 32 bits of src, sign-extended (RFC 9669 has it in class ALU64 only).</summary>
public readonly struct MovSignExtend32 : IAluOperation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply64(ulong destination, ulong source) => (ulong)(int)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply32(uint destination, uint source) => source;
}
