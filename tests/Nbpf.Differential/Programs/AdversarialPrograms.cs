namespace Nbpf.Differential.Programs;

/// <summary>
/// Programs that an unsound verifier would accept, next to their harmless twins. Maps are those of <see cref="ProgramMaps"/>:
/// 0 array of 4 values of 16 bytes, 1 hash of 24 bytes, 3 array of such arrays, 4 the same with BPF_F_INNER_MAP, 6 programs, 7 constants
/// (first word 7), 8 globals of 64 bytes.
/// </summary>
internal static class AdversarialPrograms
{
    private const string Element = """
        *(u32 *)(r10 - 8) = 1
        r2 = r10
        r2 += -8
        r1 = map_fd 0 ll
        call bpf_map_lookup_elem
        if r0 == 0 goto end

        """;

    private const string InnerElement = """
        *(u32 *)(r10 - 8) = 1
        r2 = r10
        r2 += -8
        r1 = map_fd OUTER ll
        call bpf_map_lookup_elem
        if r0 == 0 goto end
        *(u32 *)(r10 - 8) = 3
        r2 = r10
        r2 += -8
        r1 = r0
        call bpf_map_lookup_elem
        r0 = *(u8 *)(r0 + 0)
        end: r0 = 0
        exit
        """;

    private const string End = """

        end: r0 = 0
        exit
        """;

    private const string Packet = """
        r6 = r1
        r7 = *(u32 *)(r1 + 0)
        r8 = *(u32 *)(r1 + 4)

        """;

    private const string Proven = Packet + """
        r2 = r7
        r2 += 14
        if r2 > r8 goto end

        """;

    /// <summary>Each case: name, program type, whether it is accepted, text, and what its functions are.</summary>
    public static (string Name, ProgramType Type, bool Accepted, string Text, FunctionKind[] Functions)[] All { get; } =
    [
        ("inner plain array, constant key, no null check", ProgramType.Xdp, true, InnerElement.Replace("OUTER", "3", StringComparison.Ordinal), []),
        ("inner array of another size, constant key, no null check", ProgramType.Xdp, false, InnerElement.Replace("OUTER", "4", StringComparison.Ordinal), []),
        ("array, key beyond its end, no null check", ProgramType.Xdp, false, Element.Replace("= 1", "= 4", StringComparison.Ordinal).Replace("if r0 == 0 goto end", "", StringComparison.Ordinal) + "r0 = *(u8 *)(r0 + 0)" + End, []),
        ("key from half of a wider number, no null check", ProgramType.Xdp, true, "r1 = 1\n*(u64 *)(r10 - 8) = r1\n" + Element.Replace("*(u32 *)(r10 - 8) = 1", "", StringComparison.Ordinal).Replace("r2 += -8", "r2 += -4", StringComparison.Ordinal).Replace("if r0 == 0 goto end", "r0 = *(u8 *)(r0 + 0)", StringComparison.Ordinal) + End, []),
        ("key from half of a wider number beyond the end, no null check", ProgramType.Xdp, false, "r1 = 0x500000001 ll\n*(u64 *)(r10 - 8) = r1\n" + Element.Replace("*(u32 *)(r10 - 8) = 1", "", StringComparison.Ordinal).Replace("r2 += -8", "r2 += -4", StringComparison.Ordinal).Replace("if r0 == 0 goto end", "r0 = *(u8 *)(r0 + 0)", StringComparison.Ordinal) + End, []),
        ("null check of 32 bits", ProgramType.Xdp, false, Element.Replace("if r0", "if w0", StringComparison.Ordinal).Replace("= 1", "= 9", StringComparison.Ordinal) + "r0 = *(u8 *)(r0 + 0)" + End, []),
        ("another lookup's null check", ProgramType.Xdp, false, Element.Replace("= 1", "= 9", StringComparison.Ordinal).Replace("if r0 == 0 goto end", "r6 = r0", StringComparison.Ordinal) + Element + "r0 = *(u8 *)(r6 + 0)" + End, []),
        ("arithmetic before the null check", ProgramType.Xdp, false, Element.Replace("= 1", "= 9", StringComparison.Ordinal).Replace("if r0 == 0 goto end", "r0 += 8\nif r0 == 0 goto end", StringComparison.Ordinal) + "r0 = *(u8 *)(r0 + 0)" + End, []),
        ("spilled pointer, one byte overwritten", ProgramType.Xdp, false, Element + "*(u64 *)(r10 - 16) = r0\n*(u8 *)(r10 - 16) = 0\nr1 = *(u64 *)(r10 - 16)\nr0 = *(u8 *)(r1 + 0)" + End, []),
        ("spilled pointer, overwritten somewhere", ProgramType.Xdp, false, Element + "r7 = *(u32 *)(r0 + 0)\nr7 &= 7\n*(u64 *)(r10 - 16) = r0\nr2 = r10\nr2 += r7\n*(u8 *)(r2 - 16) = r7\nr1 = *(u64 *)(r10 - 16)\nr0 = *(u8 *)(r1 + 0)" + End, []),
        ("spilled pointer next to a write somewhere", ProgramType.Xdp, true, Element + "r7 = *(u32 *)(r0 + 0)\nr7 &= 7\n*(u64 *)(r10 - 16) = r0\nr2 = r10\nr2 += r7\n*(u8 *)(r2 - 24) = r7\nr1 = *(u64 *)(r10 - 16)\nr0 = *(u8 *)(r1 + 0)" + End, []),
        ("spilled pointer, overwritten by a helper", ProgramType.Xdp, false, "r6 = r1\n" + Element + "*(u64 *)(r10 - 16) = r0\nr1 = r6\nr2 = 0\nr3 = r10\nr3 += -16\nr4 = 4\ncall bpf_xdp_load_bytes\nr1 = *(u64 *)(r10 - 16)\nr0 = *(u8 *)(r1 + 0)" + End, []),
        ("spilled pointer, changed atomically", ProgramType.Xdp, false, Element + "*(u64 *)(r10 - 16) = r0\nr1 = 1\nlock *(u64 *)(r10 - 16) += r1\nr1 = *(u64 *)(r10 - 16)\nr0 = *(u8 *)(r1 + 0)" + End, []),
        ("spilled pointer, exchanged", ProgramType.Xdp, true, Element + "*(u64 *)(r10 - 16) = r0\nr1 = 1\nr1 = xchg_64(r10 - 16, r1)\nr0 = *(u8 *)(r1 + 0)" + End, []),
        ("number stored as zero, then changed by a helper", ProgramType.Xdp, false, "r6 = r1\n" + Element + "r9 = r0\n*(u64 *)(r10 - 16) = 0\nr1 = r6\nr2 = 0\nr3 = r10\nr3 += -16\nr4 = 4\ncall bpf_xdp_load_bytes\nr1 = *(u64 *)(r10 - 16)\nr9 += r1\nr0 = *(u8 *)(r9 + 0)" + End, []),
        ("number changed by a callback", ProgramType.Xdp, false, Element + "r9 = r0\n*(u64 *)(r10 - 16) = 0\nr1 = 2\nr2 = function cb ll\nr3 = r10\nr3 += -16\nr4 = 0\ncall bpf_loop\nr1 = *(u64 *)(r10 - 16)\nr9 += r1\nr0 = *(u8 *)(r9 + 0)" + End + "\ncb: *(u64 *)(r2 + 0) = 100\nr0 = 0\nexit", [FunctionKind.Callback]),
        ("number changed little by a callback", ProgramType.Xdp, true, Element + "r9 = r0\n*(u64 *)(r10 - 16) = 0\nr1 = 2\nr2 = function cb ll\nr3 = r10\nr3 += -16\nr4 = 0\ncall bpf_loop\nr1 = *(u64 *)(r10 - 16)\nr9 += r1\nr0 = *(u8 *)(r9 + 0)" + End + "\ncb: *(u64 *)(r2 + 0) = 10\nr0 = 0\nexit", [FunctionKind.Callback]),
        ("number that grows in every round of a callback", ProgramType.Xdp, false, Element + "r9 = r0\n*(u64 *)(r10 - 16) = 0\nr1 = 100\nr2 = function cb ll\nr3 = r10\nr3 += -16\nr4 = 0\ncall bpf_loop\nr1 = *(u64 *)(r10 - 16)\nr9 += r1\nr0 = *(u8 *)(r9 + 0)" + End + "\ncb: r1 = *(u64 *)(r2 + 0)\nr1 += 1\n*(u64 *)(r2 + 0) = r1\nr0 = 0\nexit", [FunctionKind.Callback]),
        ("callee hands out its stack", ProgramType.Xdp, false, "call f\nr0 = *(u8 *)(r0 + 0)" + End + "\nf: *(u64 *)(r10 - 8) = 0\nr0 = r10\nr0 += -8\nexit", [FunctionKind.Static]),
        ("callee spills its stack pointer into the caller's frame", ProgramType.Xdp, false, "*(u64 *)(r10 - 8) = 0\nr3 = r10\nr3 += -8\ncall f\nr1 = *(u64 *)(r10 - 8)\nr0 = *(u8 *)(r1 + 0)" + End + "\nf: *(u64 *)(r10 - 8) = 0\n*(u64 *)(r3 + 0) = r10\nr0 = 0\nexit", [FunctionKind.Static]),
        ("callee replaces a pointer in the caller's frame", ProgramType.Xdp, false, Element + "*(u64 *)(r10 - 16) = r0\nr3 = r10\nr3 += -16\ncall f\nr1 = *(u64 *)(r10 - 16)\nr0 = *(u8 *)(r1 + 0)" + End + "\nf: *(u64 *)(r3 + 0) = 8\nr0 = 0\nexit", [FunctionKind.Static]),
        ("argument register after a call", ProgramType.Xdp, false, Element + "r1 = r0\ncall f\nr0 = *(u8 *)(r1 + 0)" + End + "\nf: r0 = 0\nexit", [FunctionKind.Static]),
        ("packet byte before the end", ProgramType.Xdp, true, Proven + "r0 = *(u8 *)(r7 + 13)" + End, []),
        ("packet byte at the end", ProgramType.Xdp, false, Proven + "r0 = *(u8 *)(r7 + 14)" + End, []),
        ("packet pointer after the head moved", ProgramType.Xdp, false, Proven + "r1 = r6\nr2 = 4\ncall bpf_xdp_adjust_head\nr0 = *(u8 *)(r7 + 0)" + End, []),
        ("spilled packet pointer after the head moved", ProgramType.Xdp, false, Proven + "*(u64 *)(r10 - 8) = r7\nr1 = r6\nr2 = 4\ncall bpf_xdp_adjust_head\nr7 = *(u64 *)(r10 - 8)\nr0 = *(u8 *)(r7 + 0)" + End, []),
        ("packet pointer after a function moved the head", ProgramType.Xdp, false, Proven + "r1 = r6\ncall f\nr0 = *(u8 *)(r7 + 0)" + End + "\nf: r2 = 4\ncall bpf_xdp_adjust_head\nr0 = 0\nexit", [FunctionKind.Static]),
        ("packet pointer after a function's tail call", ProgramType.Xdp, false, Proven + "r1 = r6\ncall f\nr0 = *(u8 *)(r7 + 0)" + End + "\nf: r2 = map_fd 6 ll\nr3 = 0\ncall bpf_tail_call\nr0 = 0\nexit", [FunctionKind.Static]),
        ("packet, check of another variable part", ProgramType.Xdp, false, Packet + Element + "r1 = *(u8 *)(r0 + 0)\nr2 = *(u8 *)(r0 + 1)\nr3 = r7\nr3 += r1\nr4 = r7\nr4 += r2\nr5 = r4\nr5 += 1\nif r5 > r8 goto end\nr0 = *(u8 *)(r3 + 0)" + End, []),
        ("packet, check of the same variable part", ProgramType.Xdp, true, Packet + Element + "r1 = *(u8 *)(r0 + 0)\nr3 = r7\nr3 += r1\nr5 = r3\nr5 += 1\nif r5 > r8 goto end\nr0 = *(u8 *)(r3 + 0)" + End, []),
        ("packet, variable part too great", ProgramType.Xdp, false, Packet + Element + "r1 = *(u32 *)(r0 + 0)\nif r1 > 0x1ffff goto end\nr3 = r7\nr3 += r1\nr5 = r3\nr5 += 1\nif r5 > r8 goto end\nr0 = *(u8 *)(r3 + 0)" + End, []),
        ("packet, 32 bits compared", ProgramType.Xdp, false, Packet + "r2 = r7\nr2 += 14\nif w2 > w8 goto end\nr0 = *(u8 *)(r7 + 0)" + End, []),
        ("signed upper bound only", ProgramType.Xdp, false, Element + "r1 = *(u64 *)(r0 + 0)\nif r1 s> 15 goto end\nr0 += r1\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("32-bit bound, 64-bit use", ProgramType.Xdp, false, Element + "r1 = *(u64 *)(r0 + 0)\nif w1 > 15 goto end\nr0 += r1\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("copy plus constant, bound of the original", ProgramType.Xdp, true, Element + "r1 = *(u64 *)(r0 + 0)\nr2 = r1\nr2 += 1\nif r1 > 14 goto end\nr0 += r2\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("copy plus constant that may pass the end", ProgramType.Xdp, false, Element + "r1 = *(u64 *)(r0 + 0)\nr2 = r1\nr2 += 2\nif r1 > 14 goto end\nr0 += r2\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("32-bit copy plus constant that wraps", ProgramType.Xdp, false, Element + "r1 = *(u32 *)(r0 + 0)\nw2 = w1\nw2 += 1\nif r2 > 14 goto end\nr0 += r1\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("truncated copy, bound of the copy", ProgramType.Xdp, false, Element + "r1 = *(u64 *)(r0 + 0)\nw2 = w1\nif r2 > 14 goto end\nr0 += r1\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("sign-extended copy, bound of the copy", ProgramType.Xdp, false, Element + "r1 = *(u64 *)(r0 + 0)\nr2 = (s8)r1\nif r2 > 14 goto end\nr0 += r1\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("narrow spill, bound of the fill", ProgramType.Xdp, false, Element + "r1 = *(u64 *)(r0 + 0)\n*(u32 *)(r10 - 16) = r1\nr2 = *(u32 *)(r10 - 16)\nif r2 > 14 goto end\nr0 += r1\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("two paths, the second number too great", ProgramType.Xdp, false, Element + "r1 = *(u8 *)(r0 + 0)\nr2 = 0\nif r1 == 7 goto far\ngoto join\nfar: r2 = 100\njoin: r3 = 0\nr3 += 1\nr0 += r2\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("two paths, the second number spilled and too great", ProgramType.Xdp, false, Element + "r1 = *(u8 *)(r0 + 0)\n*(u64 *)(r10 - 16) = 0\nif r1 == 7 goto far\ngoto join\nfar: *(u64 *)(r10 - 16) = 100\njoin: r3 = 0\nr2 = *(u64 *)(r10 - 16)\nr0 += r2\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("two paths, only one bounds the copy", ProgramType.Xdp, false, Element + "r1 = *(u8 *)(r0 + 0)\nr2 = *(u64 *)(r0 + 8)\nr3 = r2\nif r1 == 7 goto other\ngoto join\nother: r3 = 5\njoin: if r3 > 14 goto end\nr0 += r2\nr0 = *(u8 *)(r0 + 0)" + End, []),
        ("loop that counts past the end", ProgramType.Xdp, false, Element + "r6 = 0\nagain: r1 = r0\nr1 += r6\nr2 = *(u8 *)(r1 + 0)\nr6 += 1\nif r6 < 17 goto again" + End, []),
        ("loop that counts to the end", ProgramType.Xdp, true, Element + "r6 = 0\nagain: r1 = r0\nr1 += r6\nr2 = *(u8 *)(r1 + 0)\nr6 += 1\nif r6 < 16 goto again" + End, []),
        ("constant map as index", ProgramType.Xdp, true, Element + "r1 = map_value 7 + 0 ll\nr1 = *(u32 *)(r1 + 0)\nr0 += r1\nr0 = *(u8 *)(r0 + 8)" + End, []),
        ("constant map as index past the end", ProgramType.Xdp, false, Element + "r1 = map_value 7 + 0 ll\nr1 = *(u32 *)(r1 + 0)\nr0 += r1\nr0 = *(u8 *)(r0 + 9)" + End, []),
        ("write to a map that programs only read", ProgramType.Xdp, false, "r1 = map_value 7 + 0 ll\n*(u8 *)(r1 + 0) = 1" + End, []),
        ("helper writes to a map that programs only read", ProgramType.Xdp, false, "r3 = map_value 7 + 0 ll\nr2 = 0\nr4 = 4\ncall bpf_xdp_load_bytes" + End, []),
        ("helper size one too great", ProgramType.Xdp, false, "r3 = map_value 8 + 60 ll\nr2 = 0\nr4 = 5\ncall bpf_xdp_load_bytes" + End, []),
        ("helper size not negative, but too great", ProgramType.Xdp, false, "r6 = r1\n" + Element + "r4 = *(u8 *)(r0 + 0)\nr4 += 1\nr3 = r0\nr1 = r6\nr2 = 0\ncall bpf_xdp_load_bytes" + End, []),
        ("sum of an inner map that was not tested for NULL", ProgramType.Xdp, false, InnerElement[..InnerElement.IndexOf("if r0", StringComparison.Ordinal)].Replace("OUTER", "3", StringComparison.Ordinal) + "r1 = r0\nr2 = 4\nr3 = 0\nr4 = 0\nr5 = 0\ncall bpf_csum_diff" + End, []),
        ("direct value past the end", ProgramType.Xdp, false, "r1 = map_value 8 + 60 ll\nr0 = *(u64 *)(r1 + 0)" + End, []),
        ("global function's memory without null check", ProgramType.Xdp, false, "*(u64 *)(r10 - 16) = 0\n*(u64 *)(r10 - 8) = 0\nr1 = r10\nr1 += -16\nr2 = 0\ncall f" + End + "\nf: r0 = *(u32 *)(r1 + 0)\nexit", [FunctionKind.GlobalMemory]),
        ("global function's memory past its end", ProgramType.Xdp, false, "*(u64 *)(r10 - 16) = 0\n*(u64 *)(r10 - 8) = 0\nr1 = r10\nr1 += -16\nr2 = 0\ncall f" + End + "\nf: r0 = 0\nif r1 == 0 goto out\nr0 = *(u64 *)(r1 + 12)\nout: exit", [FunctionKind.GlobalMemory]),
        ("number changed by a global function", ProgramType.Xdp, false, Element + "r9 = r0\n*(u64 *)(r10 - 16) = 0\n*(u64 *)(r10 - 24) = 0\nr1 = r10\nr1 += -24\nr2 = 0\ncall f\nr1 = *(u64 *)(r10 - 16)\nr9 += r1\nr0 = *(u8 *)(r9 + 0)" + End + "\nf: r0 = 0\nif r1 == 0 goto out\n*(u64 *)(r1 + 8) = 1000\nout: exit", [FunctionKind.GlobalMemory]),
        ("context after arithmetic", ProgramType.Xdp, false, "r1 += 4\nr0 = *(u32 *)(r1 + 0)\nexit", []),
        ("context on one path, value on the other", ProgramType.SocketFilter, false, "r6 = r1\n" + Element + "r1 = *(u8 *)(r0 + 0)\nif r1 == 0 goto use\nr6 = r0\nuse: r1 = *(u32 *)(r6 + 0)" + End, []),
        ("somewhere in the deepest slots of the stack", ProgramType.Xdp, true, Element + "r7 = *(u32 *)(r0 + 0)\nr7 &= 7\nr2 = r10\nr2 += r7\n*(u8 *)(r2 - 512) = r7" + End, []),
        ("helper fills the whole stack", ProgramType.Xdp, true, "r2 = 0\nr3 = r10\nr3 += -512\nr4 = 512\ncall bpf_xdp_load_bytes" + End, []),
        ("callee's helper fills the caller's stack", ProgramType.Xdp, true, "r3 = r10\nr3 += -256\ncall f" + End + "\nf: r2 = 0\nr4 = 256\ncall bpf_xdp_load_bytes\nr0 = 0\nexit", [FunctionKind.Static]),
        ("callee's helper fills more than the caller's stack", ProgramType.Xdp, false, "r3 = r10\nr3 += -256\ncall f" + End + "\nf: r2 = 0\nr4 = 257\ncall bpf_xdp_load_bytes\nr0 = 0\nexit", [FunctionKind.Static]),
        ("stack below the frame", ProgramType.Xdp, false, "r0 = 0\n*(u8 *)(r10 - 513) = 1\nexit", []),
        ("stack above the frame", ProgramType.Xdp, false, "r0 = 0\n*(u8 *)(r10 + 0) = 1\nexit", []),
        ("stack of a call chain too deep", ProgramType.Xdp, false, "*(u8 *)(r10 - 264) = 1\ncall f" + End + "\nf: *(u8 *)(r10 - 264) = 1\nr0 = 0\nexit", [FunctionKind.Static]),
    ];
}
