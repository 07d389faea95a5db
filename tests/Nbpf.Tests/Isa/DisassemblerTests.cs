using CsCheck;
using Nbpf.Isa;
using Xunit;

namespace Nbpf.Tests.Isa;

public sealed class DisassemblerTests
{
    [Theory]
    [InlineData("7a0af8ff00000000", "(7a) *(u64 *)(r10 -8) = 0")]
    [InlineData("3500030004000000", "(35) if r0 >= 0x4 goto pc+3")]
    [InlineData("8510000001000000", "(85) call pc+1")]
    [InlineData("85100000ffffffff", "(85) call pc-1")]
    [InlineData("8500000001000000", "(85) call bpf_map_lookup_elem#1")]
    [InlineData("8500000011270000", "(85) call unknown#10001")]
    [InlineData("8520000007000000", "(85) call kernel-function#7")]
    [InlineData("bf10080000000000", "(bf) r0 = (s8)r1")]
    [InlineData("bc10100000000000", "(bc) w0 = (s16)w1")]
    [InlineData("3f10010000000000", "(3f) r0 s/= r1")]
    [InlineData("9410010007000000", "(94) w0 s%= 7")]
    [InlineData("db21000000000000", "(db) lock *(u64 *)(r1 +0) += r2")]
    [InlineData("db01000001000000", "(db) r0 = atomic64_fetch_add((u64 *)(r1 +0), r0)")]
    [InlineData("c3210400f1000000", "(c3) r0 = atomic_cmpxchg((u32 *)(r1 +4), r0, r2)")]
    [InlineData("cb10000000010000", "(cb) r0 = load_acquire((u16 *)(r1 +0))")]
    [InlineData("d321ffff10010000", "(d3) store_release((u8 *)(r1 -1), r2)")]
    [InlineData("06000000fcffffff", "(06) gotol pc-4")]
    [InlineData("e500040000000000", "(e5) may_goto pc+4")]
    [InlineData("dc00000010000000", "(dc) r0 = be16 r0")]
    [InlineData("d700000010000000", "(d7) r0 = bswap16 r0")]
    [InlineData("8400000000000000", "(84) w0 = -w0")]
    [InlineData("91100000" + "00000000", "(91) r0 = *(s8 *)(r1 +0)")]
    [InlineData("300000000c000000", "(30) r0 = *(u8 *)skb[12]")]
    [InlineData("40200000feffffff", "(40) r0 = *(u32 *)skb[r2 + -2]")]
    [InlineData("bf12010001000000", "(bf) r2 = addr_space_cast(r1, 0, 1)")]
    [InlineData("bf10ffff00000000", "(bf) r0 = &(void __percpu *)(r1)")]
    [InlineData("c200000000000000", "(c2) nospec")]
    [InlineData("9500000000000000", "(95) exit")]
    [InlineData("a501000001000000", "(a5) if r1 < 0x1 goto pc+0")]
    [InlineData("a602000001000000", "(a6) if w2 < 0x1 goto pc+0")]
    public void Format_Instruction_IsTheKernelsText(string hex, string text) =>
        Assert.Equal(text, Disassembler.Format(InstructionStream.Decode(Convert.FromHexString(hex)), 0));

    [Theory]
    [InlineData(0xc3, 0x55, "BUG_c3")]
    [InlineData(0x82, 0, "BUG_st_82")]
    [InlineData(0xe1, 0, "BUG_ldx_e1")]
    [InlineData(0x00, 0, "BUG_ld_00")]
    [InlineData(0x83, 0, "BUG_83")]
    [InlineData(0xe7, 1, "(e7) r0 (null) 1")]
    [InlineData(0xf5, 1, "(f5) if r0 (null) 0x1 goto pc+0")]
    public void Format_InstructionThatLinuxNeverPrints_HasAText(byte opcode, int immediate, string text) =>
        Assert.Equal(text, Disassembler.Format([new(opcode, 0, 0, 0, immediate)], 0));

    [Fact]
    public void Format_WideLoad_JoinsBothHalves() =>
        Assert.Equal("(18) r1 = 0x123456789abcdef0", Disassembler.Format(Instructions.LoadImm64(1, 0x1234_5678_9abc_def0), 0));

    [Fact]
    public void Format_WideLoadWithoutSecondSlot_TakesZeroForIt() =>
        Assert.Equal("(18) r1 = 0x5", Disassembler.Format([Instructions.LoadImm64(1, 5UL)[0]], 0));

    [Fact]
    public void Format_SymbolsGiven_NamesCallsAndImmediates()
    {
        Instruction[] program = [.. Instructions.LoadMapFd(1, 5), Instructions.Call(99)];
        Assert.Equal("(18) r1 = map[id:5] at 0", Disassembler.Format(program, 0, new Named()));
        Assert.Equal("(85) call f99 at 2", Disassembler.Format(program, 2, new Named()));
    }

    [Fact]
    public void Format_AnyInstruction_IsOneShortLine() =>
        Gen.Select(Gen.Byte, Gen.Byte[0, 15], Gen.Byte[0, 15], Gen.Short, Gen.Int, (o, d, s, f, i) => new Instruction(o, d, s, f, i)).Sample(instruction =>
        {
            string text = Disassembler.Format([instruction], 0);
            Assert.InRange(text.Length, 6, 80);
            Assert.DoesNotContain('\n', text);
        }, iter: 100_000);

    private sealed class Named : DisassemblySymbols
    {
        public override string CallTarget(in Instruction call, int index) => $"f{call.Immediate} at {index}";

        public override string Immediate64(in Instruction first, ulong value, int index) => $"map[id:{value}] at {index}";
    }
}
