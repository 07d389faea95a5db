using CsCheck;
using Nbpf.Isa;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Isa;

public sealed class AssemblerTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, InstructionTable.Rows.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Assemble_DisassemblyOfEveryForm_GivesTheSameInstruction(int row)
    {
        InstructionForm form = InstructionTable.Rows[row];
        RandomInstructions.Of(form).Sample(program =>
        {
            Instruction[] expected = Expected(form, program);
            string text = Disassembler.Format(expected, 0, DisassemblySymbols.Assembly);
            Instruction[] actual = Assembler.Assemble(text);
            if (!expected.AsSpan().SequenceEqual(actual)) throw new InvalidOperationException($"{form.Name}: {text}: expected {expected[0]}, found {actual[0]}");
        }, iter: 50, threads: 1);
    }

    /// <summary>The kernel's text lacks the index of the BTF object that a kernel function comes from.</summary>
    private static Instruction[] Expected(InstructionForm form, Instruction[] program) =>
        form.Operands == OperandForm.CallKernelFunction ? [program[0] with { Offset = 0 }] : program;

    [Theory]
    [InlineData("r0 = *(u32 *)(r1 + 0x4)", "(61) r0 = *(u32 *)(r1 +4)")]
    [InlineData("r0 = *(u32 *)(r1 + 4)", "(61) r0 = *(u32 *)(r1 +4)")]
    [InlineData("w0 = *(u8 *)(r1 - 0x2)", "(71) r0 = *(u8 *)(r1 -2)")]
    [InlineData("*(u64 *)(r10 - 0x8) = r1", "(7b) *(u64 *)(r10 -8) = r1")]
    [InlineData("r1 = 0x1122 ll", "(18) r1 = 0x1122")]
    [InlineData("r1 = -1 ll", "(18) r1 = 0xffffffffffffffff")]
    [InlineData("r1 = 0x7f", "(b7) r1 = 127")]
    [InlineData("w1 = 0xffffffff", "(b4) w1 = -1")]
    [InlineData("if r1 == 0x0 goto +0x3 <LBB0_2>", "(15) if r1 == 0x0 goto pc+3")]
    [InlineData("if w1 s< -1 goto -5", "(c6) if w1 s< 0xffffffff goto pc-5")]
    [InlineData("goto -0x2", "(05) goto pc-2")]
    [InlineData("gotol +0x12345", "(06) gotol pc+74565")]
    [InlineData("r0 = bswap16 r0", "(d7) r0 = bswap16 r0")]
    [InlineData("w1 = atomic_fetch_add((u32 *)(r2 + 0x0), w1)", "(c3) r1 = atomic_fetch_add((u32 *)(r2 +0), r1)")]
    [InlineData("r1 = xchg_64(r2 + 0x8, r1)", "(db) r1 = atomic64_xchg((u64 *)(r2 +8), r1)")]
    [InlineData("w0 = cmpxchg32_32(r2 - 0x8, w0, w3)", "(c3) r0 = atomic_cmpxchg((u32 *)(r2 -8), r0, r3)")]
    [InlineData("lock *(u32 *)(r2 + 0x0) += w1", "(c3) lock *(u32 *)(r2 +0) += r1")]
    [InlineData("r0 = *(u16 *)skb[r1]", "(48) r0 = *(u16 *)skb[r1 + 0]")]
    [InlineData("call 1", "(85) call bpf_map_lookup_elem#1")]
    [InlineData("call bpf_map_lookup_elem", "(85) call bpf_map_lookup_elem#1")]
    [InlineData("call array_map_lookup_elem#350240", "(85) call unknown#350240")]
    [InlineData("call pc-3", "(85) call pc-3")]
    [InlineData("call kernel-function#7", "(85) call kernel-function#7")]
    [InlineData("  12: (bf) r2 = r10  ; R2=fp0", "(bf) r2 = r10")]
    public void Assemble_LlvmAndLogForms_GiveTheInstruction(string text, string expected) =>
        Assert.Equal(expected, Disassembler.Format(Assembler.Assemble(text), 0));

    [Fact]
    public void Assemble_Labels_BecomeDistances()
    {
        Instruction[] program = Assembler.Assemble(
            """
            start:
                r1 = map_fd 3 ll        # two slots
                if r1 == 0 goto done    // forward
                call subprogram
                r2 = function subprogram ll
                gotol start
            done: exit
            subprogram:
                may_goto done
                exit
            """);
        Assert.Equal(4, program[2].Offset);
        Assert.Equal(Instructions.CallSubprogram(4), program[3]);
        Assert.Equal(Instructions.LoadFunction(2, 3), program[4..6]);
        Assert.Equal(-7, program[6].Immediate);
        Assert.Equal(-2, program[8].Offset);
    }

    [Theory]
    [InlineData("exit\nr0 = ", "line 2: expected a number, found the end of the line (at offset 0xa)")]
    [InlineData("goto nowhere", "line 1: expected a label, found 'nowhere' (at offset 0x5)")]
    [InlineData("call bpf_nothing", "line 1: expected a label or a helper, found 'bpf_nothing' (at offset 0x5)")]
    [InlineData("r11 = 1", "line 1: expected an instruction, found 'r11' (at offset 0x0)")]
    [InlineData("r1 = 0x100000000", "line 1: expected a number of 32 bits, found 4294967296 (at offset 0x5)")]
    [InlineData("r1 = w2", "line 1: expected a 64-bit register r0-r10 (at offset 0x5)")]
    [InlineData("w1 = (s32)w2", "line 1: no such instruction: offset is 32, expected 0 or 8 or 16 (at offset 0x0)")]
    [InlineData("lock *(u8 *)(r1 +0) += r2", "line 1: no such instruction: immediate is 0, expected 256 or 272 (at offset 0x0)")]
    [InlineData("(b7) r2 = r10", "line 1: opcode (0xb7) stands before an instruction with opcode 0xbf (at offset 0x0)")]
    [InlineData("a: a: exit", "line 1: expected an instruction, found 'a' (at offset 0x3)")]
    [InlineData("a:\na: exit", "line 2: label 'a' is defined twice (at offset 0x3)")]
    [InlineData("goto +40000", "line 1: expected an offset of 16 bits, found 40000 (at offset 0x5)")]
    [InlineData("r1 = 99999999999999999999", "line 1: expected a number of at most 64 bits, found '99999999999999999999' (at offset 0x5)")]
    public void Assemble_Malformed_NamesLineAndExpectation(string text, string message) =>
        Assert.Equal(message, Assert.Throws<BpfFormatException>(() => Assembler.Assemble(text)).Message);

    [Fact]
    public void Assemble_AnyText_GivesInstructionsOrAFormatError()
    {
        Gen<string> word = RandomInstructions.Choice("r1", "w2", "r10", "=", "+=", "s>>=", "*", "(", ")", "u32", "s8", "skb", "[", "]", "goto", "if", "call", "pc", "+", "-", "5", "0x", "ll", "map_fd", "lock", ":", "#", "exit", "\n", ";", "be16", "0xffffffffffffffff", "é", "\"");
        word.Array[0, 12].Sample(words =>
        {
            try
            {
                Instruction[] program = Assembler.Assemble(string.Join(' ', words));
                for (int i = 0; i < program.Length; i += program[i].IsWide ? 2 : 1) Assert.Null(InstructionTable.Check(program, i));
            }
            catch (BpfFormatException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    [InlineData("v4")]
    public void Assemble_LlvmObjdumpOfAClangObject_GivesItsBytes(string cpu)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        string? objdump = ToolRun.Find("llvm-objdump-19");
        Assert.SkipWhen(objdump is null, "llvm-objdump-19 is not installed");
        string path = ClangCompiler.CompileToFile(Sources.Arithmetic, $"-mcpu={cpu}");
        string listing = ToolRun.Output(objdump!, ["-d", "--no-leading-addr", $"--mcpu={cpu}", path]);
        int compared = 0;
        foreach (string line in listing.Split('\n').Where(l => l.StartsWith('\t') || l.StartsWith("  ", StringComparison.Ordinal)))
        {
            (byte[] bytes, string text) = Split(line);
            if (bytes.Length == 0) continue;
            Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(InstructionStream.Encode(Assembler.Assemble(text))));
            compared++;
        }

        Assert.True(compared > 50, $"only {compared} instructions compared");
    }

    /// <summary>Bytes as two-digit hex words, then the text.</summary>
    private static (byte[] Bytes, string Text) Split(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        byte[] bytes = [.. words.TakeWhile(w => w.Length == 2 && w.All(char.IsAsciiHexDigitLower)).Take(16).Select(w => Convert.ToByte(w, 16))];
        return (bytes, string.Join(' ', words[bytes.Length..]));
    }
}
