using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// What <c>ld_abs</c> and <c>ld_ind</c> call: a big-endian number out of the packet, or a negated error. Negative offsets count from the
/// network header (-0x100000) or the link header (-0x200000) (net/core/filter.c, Linux 6.18).
/// </summary>
internal static unsafe class LegacyPacketLoads
{
    private const int NetworkOffset = -0x100000;
    private const int LinkLayerOffset = -0x200000;

    /// <summary>The function for a width.</summary>
    /// <param name="size">Byte, half word or word.</param>
    public static string NameFor(MemorySize size) => size switch
    {
        MemorySize.Byte => "bpf_skb_load_helper_8_no_cache",
        MemorySize.HalfWord => "bpf_skb_load_helper_16_no_cache",
        MemorySize.Word => "bpf_skb_load_helper_32_no_cache",
        _ => throw new UnreachableException("legacy packet loads have at most 4 bytes"),
    };

    /// <summary>Adds the functions to a kernel's table.</summary>
    /// <param name="functions">The table.</param>
    public static void Register(KernelFunctionTable functions)
    {
        functions.Add(NameFor(MemorySize.Byte), typeof(LegacyPacketLoads), nameof(LoadByte), &LoadByte);
        functions.Add(NameFor(MemorySize.HalfWord), typeof(LegacyPacketLoads), nameof(LoadHalfWord), &LoadHalfWord);
        functions.Add(NameFor(MemorySize.Word), typeof(LegacyPacketLoads), nameof(LoadWord), &LoadWord);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong LoadByte(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        ReadOnlySpan<byte> bytes = Find((SkBuff*)r1, (int)r2, sizeof(byte));
        return bytes.IsEmpty ? Fault : bytes[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong LoadHalfWord(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        ReadOnlySpan<byte> bytes = Find((SkBuff*)r1, (int)r2, sizeof(ushort));
        return bytes.IsEmpty ? Fault : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong LoadWord(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        ReadOnlySpan<byte> bytes = Find((SkBuff*)r1, (int)r2, sizeof(uint));
        return bytes.IsEmpty ? Fault : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static ulong Fault => unchecked((ulong)-(long)Errno.EFAULT);

    private static ReadOnlySpan<byte> Find(SkBuff* skb, int offset, int sizeBytes)
    {
        // SAFETY: the rewrite passes r6, which the verifier proved to be the context; the bytes are checked to lie in the packet's buffer.
        byte* start = offset switch
        {
            >= 0 => skb->Data + offset,
            >= NetworkOffset => skb->Head + skb->NetworkHeader + (offset - (long)NetworkOffset),
            >= LinkLayerOffset => skb->Head + skb->MacHeader + (offset - (long)LinkLayerOffset),
            _ => null,
        };
        return start == null || start + sizeBytes > skb->Data + skb->Length ? default : new ReadOnlySpan<byte>(start, sizeBytes);
    }
}
