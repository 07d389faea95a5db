using System.Numerics;
using CsCheck;
using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Xunit;

namespace Nbpf.Tests.Isa;

/// <summary>Each operation against RFC 9669's words in arbitrary-precision arithmetic, over all forms of the instruction table.</summary>
public sealed class AluSemanticsTests
{
    private static readonly Gen<ulong> Value = Gen.Frequency(
        (2, Gen.ULong),
        (1, RandomInstructions.Choice<ulong>(0, 1, 2, 31, 32, 63, 64, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_8000_0000, ulong.MaxValue)),
        (1, Gen.Int.Select(i => (ulong)i)));

    public static TheoryData<int> ArithmeticRows => [.. Rows(form => AluSemantics.TypeOf(Sample(form)) is not null)];

    public static TheoryData<int> JumpRows => [.. Rows(form => JumpSemantics.TypeOf(Sample(form)) is not null)];

    [Theory]
    [MemberData(nameof(ArithmeticRows))]
    public void Evaluate_EveryArithmeticForm_IsWhatTheRfcSays(int row)
    {
        InstructionForm form = InstructionTable.Rows[row];
        Gen.Select(RandomInstructions.Of(form), Value, Value).Sample((program, destination, source) =>
        {
            ulong expected = ExpectedResult(program[0], form.Name, destination, program[0].UsesSourceRegister ? source : (ulong)program[0].Immediate);
            ulong actual = AluSemantics.Evaluate(program[0], destination, source);
            if (expected != actual) throw new InvalidOperationException($"{form.Name} 0x{destination:x}, 0x{source:x}, imm {program[0].Immediate}: expected 0x{expected:x}, found 0x{actual:x}");
        }, iter: 2000, threads: 1);
    }

    [Theory]
    [MemberData(nameof(JumpRows))]
    public void Evaluate_EveryCondition_IsWhatTheRfcSays(int row)
    {
        InstructionForm form = InstructionTable.Rows[row];
        Gen.Select(RandomInstructions.Of(form), Value, Value).Sample((program, destination, source) =>
        {
            Instruction instruction = program[0];
            int bits = instruction.Class == InstructionClass.Jmp ? 64 : 32;
            BigInteger left = Unsigned(destination, bits);
            BigInteger right = Unsigned(instruction.UsesSourceRegister ? source : (ulong)instruction.Immediate, bits);
            bool expected = ExpectedCondition(form.Name.Replace("32", ""), left, right, bits);
            if (expected != JumpSemantics.Evaluate(instruction, destination, source)) throw new InvalidOperationException($"{form.Name} {left}, {right}");
        }, iter: 2000, threads: 1);
    }

    [Theory]
    [InlineData("r1 s/= r2", 0x8000_0000_0000_0000, ulong.MaxValue, 0x8000_0000_0000_0000)]
    [InlineData("r1 s%= r2", 0x8000_0000_0000_0000, ulong.MaxValue, 0)]
    [InlineData("w1 s/= w2", 0xffff_ffff_8000_0000, 0xffff_ffff, 0x8000_0000)]
    [InlineData("w1 s%= w2", 0xffff_ffff_8000_0000, 0xffff_ffff, 0)]
    [InlineData("r1 /= r2", 7, 0, 0)]
    [InlineData("r1 %= r2", 7, 0, 7)]
    [InlineData("w1 %= w2", 0xffff_ffff_0000_0007, 0x1_0000_0000, 7)]
    [InlineData("r1 s%= r2", 0xffff_ffff_ffff_fff3, 3, 0xffff_ffff_ffff_ffff)]
    [InlineData("r1 <<= r2", 1, 65, 2)]
    [InlineData("w1 s>>= w2", 0x8000_0000, 33, 0xc000_0000)]
    [InlineData("r1 = be64 r1", 0x0102_0304_0506_0708, 0, 0x0807_0605_0403_0201)]
    [InlineData("r1 = le32 r1", 0x0102_0304_0506_0708, 0, 0x0506_0708)]
    [InlineData("r1 = (s8)r2", 0, 0x80, 0xffff_ffff_ffff_ff80)]
    [InlineData("w1 = (s8)w2", 0, 0x80, 0xffff_ff80)]
    public void Evaluate_CornerCases_GiveTheRfcsValue(string text, ulong destination, ulong source, ulong expected) =>
        Assert.Equal(expected, AluSemantics.Evaluate(Assembler.Assemble(text)[0], destination, source));

    [Fact]
    public void MethodOf_EveryArithmeticForm_ComputesWhatEvaluateDoes()
    {
        foreach (int row in Rows(form => AluSemantics.TypeOf(Sample(form)) is not null))
        {
            Instruction instruction = Sample(InstructionTable.Rows[row]) with { Source = 0 };
            bool wide = AluSemantics.Is64Bit(instruction);
            ulong operand = instruction.UsesSourceRegister ? 5UL : (ulong)instruction.Immediate;
            object result = AluSemantics.MethodOf(instruction)!.Invoke(null, wide ? [0x1234_5678_9abc_def0UL, operand] : [0x9abc_def0u, (uint)operand])!;
            Assert.Equal(AluSemantics.Evaluate(instruction, 0x1234_5678_9abc_def0, 5), Convert.ToUInt64(result, null));
        }
    }

    [Fact]
    public void Evaluate_InstructionWithoutMeaning_IsRefused() =>
        Assert.Throws<ArgumentException>(() => AluSemantics.Evaluate(Instructions.Exit(), 0, 0));

    private static IEnumerable<int> Rows(Func<InstructionForm, bool> predicate) =>
        Enumerable.Range(0, InstructionTable.Rows.Length).Where(row => predicate(InstructionTable.Rows[row]));

    private static Instruction Sample(InstructionForm form) =>
        new(form.Opcode, 1, (byte)(form.Source.IsRegister ? 2 : 0), (short)FirstValue(form.Offset), FirstValue(form.Immediate));

    private static int FirstValue(FieldRule rule) => rule.Values is [var first, ..] ? first : 0;

    private static BigInteger Unsigned(ulong value, int bits) => value & ((BigInteger.One << bits) - 1);

    private static BigInteger Signed(BigInteger unsigned, int bits) => unsigned >> (bits - 1) == 0 ? unsigned : unsigned - (BigInteger.One << bits);

    private static ulong ExpectedResult(in Instruction instruction, string name, ulong destination, ulong operand)
    {
        bool swap = instruction.AluOperation == AluOperation.End;
        int bits = swap ? instruction.Immediate : instruction.Class == InstructionClass.Alu64 ? 64 : 32;
        BigInteger d = Unsigned(destination, bits);
        BigInteger s = Unsigned(operand, bits);
        BigInteger result = swap ? ExpectedSwap(name, d, bits) : ExpectedArithmetic(instruction.Class == InstructionClass.Alu ? name[..^2] : name, d, s, bits);
        return (ulong)(((result % (BigInteger.One << bits)) + (BigInteger.One << bits)) % (BigInteger.One << bits));
    }

    private static BigInteger ExpectedSwap(string name, BigInteger value, int bits)
    {
        if (name.StartsWith("le", StringComparison.Ordinal)) return value;
        byte[] bytes = new byte[bits / 8];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static BigInteger ExpectedArithmetic(string name, BigInteger d, BigInteger s, int bits) => name switch
    {
        "add" => d + s,
        "sub" => d - s,
        "mul" => d * s,
        "div" => s.IsZero ? 0 : d / s,
        "mod" => s.IsZero ? d : d % s,
        "sdiv" => s.IsZero ? 0 : BigInteger.Divide(Signed(d, bits), Signed(s, bits)),
        "smod" => s.IsZero ? d : Signed(d, bits) - (BigInteger.Divide(Signed(d, bits), Signed(s, bits)) * Signed(s, bits)),
        "or" => d | s,
        "and" => d & s,
        "xor" => d ^ s,
        "lsh" => d << (int)(s % bits),
        "rsh" => d >> (int)(s % bits),
        "arsh" => Signed(d, bits) >> (int)(s % bits),
        "neg" => -d,
        "mov" => s,
        "movsx8" => Signed(s & 0xff, 8),
        "movsx16" => Signed(s & 0xffff, 16),
        "movsx32" => Signed(s & 0xffff_ffff, 32),
        _ => throw new ArgumentException(name),
    };

    private static bool ExpectedCondition(string name, BigInteger d, BigInteger s, int bits) => name switch
    {
        "jeq" => d == s,
        "jne" => d != s,
        "jgt" => d > s,
        "jge" => d >= s,
        "jlt" => d < s,
        "jle" => d <= s,
        "jset" => !(d & s).IsZero,
        "jsgt" => Signed(d, bits) > Signed(s, bits),
        "jsge" => Signed(d, bits) >= Signed(s, bits),
        "jslt" => Signed(d, bits) < Signed(s, bits),
        "jsle" => Signed(d, bits) <= Signed(s, bits),
        _ => throw new ArgumentException(name),
    };
}
