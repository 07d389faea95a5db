using System.Collections.Immutable;
using Nbpf.Isa;

namespace Nbpf.Fuzz.Targets;

/// <summary>Programs to begin with, and parts that instructions are changed to.</summary>
internal static class InstructionSeeds
{
    private const string Element = "*(u32 *)(r10 - 4) = 1\nr2 = r10\nr2 += -4\nr1 = map_fd MAP ll\ncall bpf_map_lookup_elem\nif r0 == 0 goto end\n";
    private const string End = "\nend: r0 = 2\nexit";
    private const string Packet = "r6 = r1\nr7 = *(u32 *)(r6 + 0)\nr8 = *(u32 *)(r6 + 4)\nr2 = r7\nr2 += 14\nif r2 > r8 goto end\n";

    /// <summary>Opcodes that there are.</summary>
    public static ImmutableArray<byte> Opcodes { get; } = [.. Enumerable.Range(0, 256).Select(static opcode => (byte)opcode).Where(static opcode => InstructionTable.Forms(opcode).Length > 0)];

    /// <summary>Offsets where stack, values, packets and jumps begin and end.</summary>
    public static ImmutableArray<short> Offsets { get; } = [0, 1, 2, 3, 4, 7, 8, 12, 13, 14, 15, 16, 64, 255, -1, -2, -3, -4, -8, -16, -24, -256, -504, -511, -512, -513, short.MaxValue, short.MinValue];

    /// <summary>Immediates: small ones, limits, helpers, descriptors.</summary>
    public static ImmutableArray<int> Immediates { get; } =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 14, 15, 16, 31, 32, 33, 44, 63, 64, 65, 69, 130, 131, 132, 133, 134, 181, 255, 256, 511, 512, 4096, 65535, 65536, 0xff_ffff, 0x1000_0000, 0x4000_0000,
        int.MaxValue, int.MinValue, int.MinValue + 1, -1, -2, -3, -4, -8, -14, -16, -32, -64, -255, -512, -4096,
    ];

    /// <summary>The programs; most are accepted, and each reaches another part of verifier, rewrite and engines.</summary>
    public static ImmutableArray<(ProgramType Type, string Text)> Programs { get; } =
    [
        (ProgramType.Xdp, "r0 = 2\nexit"),
        (ProgramType.Xdp, Of(3) + "r1 = *(u64 *)(r0 + 0)\nr1 &= 7\nr0 += r1\nr0 = *(u8 *)(r0 + 0)" + End),
        (ProgramType.Xdp, Of(4) + "r1 = 1\nlock *(u64 *)(r0 + 8) += r1\nr2 = 5\nr2 = xchg_64(r0 + 0, r2)\nr3 = *(u32 *)(r0 + 12)" + End),
        (ProgramType.Xdp, Of(6) + "*(u64 *)(r0 + 0) = 7" + End),
        (ProgramType.Xdp, Of(8) + "*(u32 *)(r10 - 8) = 0\nr2 = r10\nr2 += -8\nr1 = r0\ncall bpf_map_lookup_elem\nif r0 == 0 goto end\nr0 = *(u64 *)(r0 + 8)" + End),
        (ProgramType.Xdp, Packet + "r0 = *(u8 *)(r7 + 13)\nr1 = r6\nr2 = 4\ncall bpf_xdp_adjust_head" + End),
        (ProgramType.Xdp, Packet + "*(u64 *)(r10 - 16) = r7\nr3 = *(s8 *)(r7 + 3)\nr4 = (s16)r3\nr4 = bswap32 r4\nr5 = r4\nr5 s>>= 3\nif r5 s> 5 goto end\nr7 = *(u64 *)(r10 - 16)\nr0 = *(u16 *)(r7 + 12)" + End),
        (ProgramType.SchedCls, "r6 = r1\nr2 = 0\nr3 = r10\nr3 += -16\nr4 = 14\ncall bpf_skb_load_bytes\nr0 = *(u32 *)(r6 + 0)\nr1 = *(u32 *)(r6 + 48)\nr0 += r1\nexit"),
        (ProgramType.SocketFilter, "r6 = r1\nr0 = *(u16 *)skb[12]\nif r0 != 2048 goto end\nr7 = 14\nr0 = *(u8 *)skb[r7 + 9]" + End),
        (ProgramType.RawTracepoint, "r1 = *(u64 *)(r1 + 8)\nr0 = r1\nr0 /= 3\nr1 %= 7\nr0 ^= r1\nw0 *= 5\nexit"),
        (ProgramType.Syscall, "r6 = r1\nr7 = *(u64 *)(r6 + 0)\nr8 = 0\nagain: r8 += 1\nif r8 < 20 goto again\n*(u64 *)(r6 + 8) = r8\nr0 = 0\nexit"),
        (ProgramType.Xdp, "r1 = 10\nr2 = function back ll\nr3 = r10\nr3 += -8\n*(u64 *)(r10 - 8) = 0\nr4 = 0\ncall bpf_loop\nr0 = *(u64 *)(r10 - 8)\nexit\nback: r3 = *(u64 *)(r2 + 0)\nr3 += r1\n*(u64 *)(r2 + 0) = r3\nr0 = 0\nexit"),
        (ProgramType.Xdp, "r6 = r1\nr1 = 5\ncall part\nr7 = r0\nr1 = r6\nr2 = map_fd 7 ll\nr3 = 0\ncall bpf_tail_call\nr0 = r7\nexit\npart: *(u64 *)(r10 - 8) = r1\nr0 = *(u64 *)(r10 - 8)\nr0 <<= 2\nexit"),
        (ProgramType.Xdp, "r1 = map_fd 5 ll\nr2 = 16\nr3 = 0\ncall bpf_ringbuf_reserve\nif r0 == 0 goto end\nr6 = r0\n*(u64 *)(r6 + 8) = 1\nr1 = r6\nr2 = 0\ncall bpf_ringbuf_submit" + End),
        (ProgramType.Xdp, "*(u64 *)(r10 - 8) = 0\nr1 = r10\nr1 += -8\nr2 = 8\nr3 = r1\nr4 = 8\nr5 = 0\ncall bpf_csum_diff\nr0 &= 3\nexit"),
        (ProgramType.Xdp, "*(u32 *)(r10 - 4) = 2\n*(u64 *)(r10 - 24) = 9\n*(u64 *)(r10 - 16) = 9\nr1 = map_fd 4 ll\nr2 = r10\nr2 += -4\nr3 = r10\nr3 += -24\nr4 = 0\ncall bpf_map_update_elem\nr1 = map_value 3 + 8 ll\nr0 = *(u64 *)(r1 + 0)\nr1 = map_fd 4 ll\nr2 = r10\nr2 += -4\ncall bpf_map_delete_elem\nr0 = 2\nexit"),
    ];

    private static string Of(int map) => Element.Replace("MAP", map.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
