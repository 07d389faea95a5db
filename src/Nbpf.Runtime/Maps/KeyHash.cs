using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// Seeded hash and equality of keys. Products of 64 x 64 bits with both factors masked by the secret seed, folded to 64 bits: an
/// attacker who does not know the seed cannot choose keys that collide. Common sizes are read in the widths in which programs write them.
/// </summary>
internal static unsafe class KeyHash
{
    private const ulong First = 0x9e3779b97f4a7c15;
    private const ulong Second = 0xd1b54a32d192ed03;

    /// <summary>Hash of a key of 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of8(ulong key, ulong seed) => Fold(key ^ seed, seed ^ First);

    /// <summary>Hash of a key of 4 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of4(uint key, ulong seed) => Fold(key ^ seed, seed ^ First);

    /// <summary>Hash of a key of 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of16(byte* key, ulong seed)
    {
        // SAFETY (all of this type): callers pass the address of a whole key.
        ulong a = *(ulong*)key ^ seed, b = *(ulong*)(key + 8) ^ seed;
        return Fold(Fold(a, b ^ First) ^ a, seed ^ Second);
    }

    /// <summary>Hash of a key of 40 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of40(byte* key, ulong seed)
    {
        ulong a = Fold(*(ulong*)key ^ seed, *(ulong*)(key + 8) ^ seed ^ First);
        ulong b = Fold(*(ulong*)(key + 16) ^ seed, *(ulong*)(key + 24) ^ seed ^ Second);
        return Fold(a ^ *(ulong*)(key + 32) ^ seed, b ^ seed ^ First);
    }

    /// <summary>Hash of a key of any size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Of(byte* key, uint size, ulong seed)
    {
        switch (size)
        {
            case 4:
                return Of4(*(uint*)key, seed);
            case 8:
                return Of8(*(ulong*)key, seed);
            case 16:
                return Of16(key, seed);
            case 40:
                return Of40(key, seed);
            default:
                return OfAny(key, size, seed);
        }
    }

    /// <summary>Whether two keys are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(byte* left, byte* right, uint size)
    {
        if (size == 8)
            return *(ulong*)left == *(ulong*)right;
        if (size == 4)
            return *(uint*)left == *(uint*)right;
        return AreEqualAny(left, right, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreEqualAny(byte* left, byte* right, uint size)
    {
        while (size >= 8)
        {
            if (*(ulong*)left != *(ulong*)right)
                return false;
            left += 8;
            right += 8;
            size -= 8;
        }
        return size == 0 || Tail(left, size) == Tail(right, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong OfAny(byte* key, uint size, ulong seed)
    {
        ulong hash = seed ^ size;
        while (size > 16)
        {
            hash = Fold(*(ulong*)key ^ hash ^ First, *(ulong*)(key + 8) ^ seed);
            key += 16;
            size -= 16;
        }
        ulong a = size >= 8 ? *(ulong*)key : Tail(key, size);
        ulong b = size > 8 ? (size == 16 ? *(ulong*)(key + 8) : Tail(key + 8, size - 8)) : 0;
        return Fold(Fold(a ^ hash ^ Second, b ^ seed) ^ a, seed ^ BitOperations.RotateLeft(First, 32));
    }

    // 1 to 7 bytes as a number, without reading past them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Tail(byte* bytes, uint size)
    {
        ulong value = 0;
        if ((size & 4) != 0)
        {
            value = *(uint*)bytes;
            bytes += 4;
        }
        if ((size & 2) != 0)
        {
            value = (value << 16) | *(ushort*)bytes;
            bytes += 2;
        }
        if ((size & 1) != 0)
            value = (value << 8) | *bytes;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
