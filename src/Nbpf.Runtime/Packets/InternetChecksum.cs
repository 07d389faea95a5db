using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Packets;

/// <summary>One's complement sums as IP, TCP and UDP use them (RFC 1071), in the representations that Linux's helpers return.</summary>
internal static class InternetChecksum
{
    /// <summary>Sum of the bytes as little-endian 32-bit words, added to a start value, folded to 32 bits.</summary>
    /// <param name="bytes">The bytes; a last odd one counts as a word padded with zeros.</param>
    /// <param name="start">The start value.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Partial(ReadOnlySpan<byte> bytes, uint start)
    {
        // 32-bit words in a 64-bit sum cannot overflow below 16 GiB.
        ulong sum = start;
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(bytes))
        {
            sum += word;
        }

        ReadOnlySpan<byte> tail = bytes[(bytes.Length & ~3)..];
        for (int i = 0; i < tail.Length; i++)
        {
            sum += (uint)tail[i] << (8 * i);
        }

        sum = (uint)sum + (sum >> 32);
        return (uint)sum + (uint)(sum >> 32);
    }

    /// <summary>Sum of two folded values with end-around carry.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static uint Add(uint left, uint right)
    {
        uint sum = left + right;
        return sum + (sum < right ? 1u : 0);
    }

    /// <summary>Difference of two folded values.</summary>
    /// <param name="left">From this.</param>
    /// <param name="right">Take this.</param>
    public static uint Subtract(uint left, uint right) => Add(left, ~right);

    /// <summary>A sum as it counts when its bytes begin at an offset: at an odd one its bytes change places.</summary>
    /// <param name="sum">The sum of the bytes by themselves.</param>
    /// <param name="offset">Where they begin.</param>
    public static uint AtOffset(uint sum, uint offset) => (offset & 1) != 0 ? uint.RotateRight(sum, 8) : sum;

    /// <summary>Folds a 32-bit sum to 16 bits without complementing it.</summary>
    /// <param name="sum">The sum.</param>
    public static ushort FoldTo16(uint sum)
    {
        sum = (sum >> 16) + (sum & 0xffff);
        return (ushort)(sum + (sum >> 16));
    }

    /// <summary>Folds a 32-bit sum to 16 bits and complements it: a checksum field.</summary>
    /// <param name="sum">The sum.</param>
    public static ushort Fold(uint sum) => (ushort)~FoldTo16(sum);

    /// <summary>Updates a checksum field for a change of the data by a difference.</summary>
    /// <param name="field">The field, as in memory.</param>
    /// <param name="difference">Sum of the new bytes less the old.</param>
    public static void ReplaceByDifference(Span<byte> field, uint difference)
    {
        ushort old = BinaryPrimitives.ReadUInt16LittleEndian(field);
        BinaryPrimitives.WriteUInt16LittleEndian(field, Fold(Add(difference, (uint)(ushort)~old | 0xffff0000)));
    }

    /// <summary>Updates a checksum field for a change of four bytes of the data.</summary>
    /// <param name="field">The field, as in memory.</param>
    /// <param name="from">The old bytes.</param>
    /// <param name="to">The new bytes.</param>
    public static void Replace4(Span<byte> field, uint from, uint to)
    {
        ushort old = BinaryPrimitives.ReadUInt16LittleEndian(field);
        uint sum = Add(Subtract((uint)(ushort)~old | 0xffff0000, from), to);
        BinaryPrimitives.WriteUInt16LittleEndian(field, Fold(sum));
    }

    /// <summary>Updates a checksum field for a change of two bytes of the data.</summary>
    /// <param name="field">The field, as in memory.</param>
    /// <param name="from">The old bytes.</param>
    /// <param name="to">The new bytes.</param>
    public static void Replace2(Span<byte> field, ushort from, ushort to)
    {
        ushort inverted = (ushort)~BinaryPrimitives.ReadUInt16LittleEndian(field);
        ushort less = Add16(inverted, (ushort)~from);
        BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)~Add16(less, to));
    }

    private static ushort Add16(ushort left, ushort right)
    {
        ushort sum = (ushort)(left + right);
        return (ushort)(sum + (sum < right ? 1 : 0));
    }
}
