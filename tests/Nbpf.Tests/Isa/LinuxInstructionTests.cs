using System.Text.RegularExpressions;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Isa;

/// <summary>The instruction table and the disassembler against what the reference kernel's verifier prints and refuses.</summary>
public sealed partial class LinuxInstructionTests
{
    private const int Index = 3;
    private const int VariantCount = 6;

    /// <summary>Instructions and states, and the beginning of a log that is too long (BPF_LOG_FIXED).</summary>
    private const uint LogLevel = 2 | 8;

    [Fact]
    public void Format_EveryForm_IsWhatTheVerifierPrints()
    {
        Dictionary<string, Instruction[]> cases = [];
        foreach (InstructionForm form in InstructionTable.Rows.Where(IsPrintable))
        {
            Random random = new(form.Opcode);
            for (int variant = 0; variant < VariantCount; variant++)
            {
                Instruction[] slots = Valid(form, random, minimumJump: -3);
                cases[Hex(slots)] = Printable(form, slots);
            }
        }

        IReadOnlyDictionary<string, string> answers = RecordedAnswers.For("disassembly", kernel => cases.Select(c => KeyValuePair.Create(c.Key, Printed(kernel, c.Value))));
        Assert.Equal(cases.Count, answers.Count);
        Assert.All(cases, c => Assert.Equal(answers[c.Key], Disassembler.Format(c.Value, Index)));
    }

    [Fact]
    public void Check_EveryOpcode_IsKnownWhereTheVerifierKnowsIt()
    {
        IReadOnlyDictionary<string, string> answers = RecordedAnswers.For("opcodes", kernel => Enumerable.Range(0, 256).Select(opcode =>
        {
            Instruction[] program = [Instructions.MovImm(0, 0), new((byte)opcode, 0, 0, 0, 0), Instructions.MovImm(0, 0), Instructions.Exit()];
            return KeyValuePair.Create($"{opcode:x2}", Refusal(kernel, program));
        }));
        Assert.All(Enumerable.Range(0, 256), opcode =>
            Assert.Equal(UnknownOpcode().IsMatch(answers[$"{opcode:x2}"]), InstructionTable.Forms((byte)opcode).IsEmpty));
    }

    [Fact]
    public void Check_ReservedFieldSet_IsRefusedByTheVerifierToo()
    {
        Dictionary<string, Instruction[]> cases = [];
        foreach (InstructionForm form in InstructionTable.Rows.Where(IsPrintable))
        {
            foreach (Instruction[] slots in Faulty(form))
            {
                Assert.NotNull(InstructionTable.Check(slots, 0));
                cases[Hex(slots)] = Explorable(form, slots);
            }
        }

        IReadOnlyDictionary<string, string> answers = RecordedAnswers.For("reserved-fields", kernel => cases.Select(c => KeyValuePair.Create(c.Key, Refusal(kernel, c.Value))));
        Assert.All(cases.Keys, key => Assert.NotEqual("no fault of its fields", answers[key]));
    }

    [Fact]
    public void Check_ExitWithOffset_IsAFaultThoughTheVerifierIgnoresIt()
    {
        Instruction exit = Instructions.Exit() with { Offset = 77 };
        IReadOnlyDictionary<string, string> answers = RecordedAnswers.For("exit-offset", kernel => [KeyValuePair.Create(Hex([exit]), Refusal(kernel, [Instructions.MovImm(0, 0), exit]))]);
        Assert.Equal("no fault of its fields", answers[Hex([exit])]);
        Assert.Equal(InstructionField.Offset, InstructionTable.Check(exit)?.Field);
    }

    [Fact]
    public void Check_EveryForm_IsNotRefusedForItsFields()
    {
        Dictionary<string, Instruction[]> cases = [];
        foreach (InstructionForm form in InstructionTable.Rows.Where(IsPrintable))
        {
            Instruction[] slots = Valid(form, new Random(form.Opcode + 1000));
            cases[Hex(slots)] = Explorable(form, slots);
        }

        IReadOnlyDictionary<string, string> answers = RecordedAnswers.For("valid-fields", kernel => cases.Select(c => KeyValuePair.Create(c.Key, Refusal(kernel, c.Value))));
        Assert.All(cases.Keys, key => Assert.Equal("no fault of its fields", answers[key]));
    }

    /// <summary>Forms that need a map, a BTF id or a callback would be refused before the verifier prints them.</summary>
    private static bool IsPrintable(InstructionForm form) =>
        form.Operands != OperandForm.CallKernelFunction && (form.Operands != OperandForm.LoadImmediate64 || form.Name == "lddw");

    private static Instruction[] Valid(InstructionForm form, Random random, int minimumJump = 0)
    {
        Instruction first = new(
            form.Opcode,
            (byte)Value(form.Destination, random, 10),
            (byte)Value(form.Source, random, 10),
            (short)(IsJump(form) ? random.Next(minimumJump, 2) : Value(form.Offset, random, short.MaxValue)),
            form.Operands switch
            {
                OperandForm.JumpLong => random.Next(minimumJump, 2),
                OperandForm.CallSubprogram => 2,
                OperandForm.CallHelper => random.Next(1, 200),
                _ => Value(form.Immediate, random, int.MaxValue),
            });
        if (form.Operands is OperandForm.JumpLong) first = first with { Offset = 0 };
        return first.IsWide ? [first, new(0, 0, 0, 0, random.Next(int.MinValue, int.MaxValue))] : [first];
    }

    private static int Value(FieldRule rule, Random random, int limit)
    {
        if (rule.IsRegister) return random.Next(0, limit);
        if (!rule.IsAny) return rule.Values[random.Next(rule.Values.Count)];
        return random.Next(3) == 0 ? random.Next(-9, 10) : random.Next(-limit, limit);
    }

    private static bool IsJump(InstructionForm form) => form.Operands is OperandForm.Jump or OperandForm.JumpLong or OperandForm.JumpImmediate or OperandForm.JumpRegister or OperandForm.MayGoto;

    /// <summary>Each reserved field set to something else, and registers that do not exist.</summary>
    private static IEnumerable<Instruction[]> Faulty(InstructionForm form)
    {
        // Without an arena an address space cast is refused before its registers are looked at.
        bool registersAreChecked = form.Operands != OperandForm.AddressSpaceCast;
        Instruction[] valid = Valid(form, new Random(form.Opcode));
        Instruction first = valid[0];
        if (!form.Destination.IsAny && registersAreChecked) yield return [first with { Destination = (byte)(form.Destination.IsRegister ? 11 : 3) }, .. valid[1..]];
        if (!form.Source.IsAny && registersAreChecked && form.Selector != InstructionField.Source) yield return [first with { Source = (byte)(form.Source.IsRegister ? 11 : 3) }, .. valid[1..]];
        if (!form.Offset.IsAny && form.Operands != OperandForm.Exit) yield return [first with { Offset = 77 }, .. valid[1..]];
        if (!form.Immediate.IsAny) yield return [first with { Immediate = 77 }, .. valid[1..]];
        if (valid.Length == 2) yield return [first, valid[1] with { Source = 1 }];
    }

    /// <summary>
    /// A program in which the instruction stands at <see cref="Index"/>. The verifier prints all of it, and then refuses the
    /// first instruction for reading r5, so that no loop is explored.
    /// </summary>
    private static Instruction[] Printable(InstructionForm form, Instruction[] slots) =>
    [
        Instructions.Mov(0, 5),
        Instructions.MovImm(0, 0),
        .. Reachable(form, slots),
    ];

    /// <summary>A program that reaches the instruction with the context in r6, as packet loads want it, and an unknown number in every other register.</summary>
    private static Instruction[] Explorable(InstructionForm form, Instruction[] slots) =>
    [
        Instructions.Load(MemorySize.Word, 0, 1, 0),
        Instructions.Mov(6, 1),
        .. Enumerable.Range(1, 9).Where(register => register != 6).Select(register => Instructions.Mov((byte)register, 0)),
        .. Reachable(form, slots),
    ];

    /// <summary>The instruction, skipped by a jump so that what follows it is reached in any case.</summary>
    private static Instruction[] Reachable(InstructionForm form, Instruction[] slots) =>
    [
        Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, (short)slots.Length),
        .. slots,
        Instructions.MovImm(0, 0),
        Instructions.Exit(),
        .. form.Operands == OperandForm.CallSubprogram ? (Instruction[])[Instructions.MovImm(0, 0), Instructions.Exit()] : [],
    ];

    private static string Hex(Instruction[] slots) => Convert.ToHexStringLower(InstructionStream.Encode(slots));

    private static string Log(IBpf kernel, Instruction[] program)
    {
        ProgLoadAttributes attributes = new() { Type = ProgramType.SocketFilter, License = "GPL", Instructions = program, LogLevel = LogLevel };
        SysResult result = LinuxOracle.Load(kernel, attributes, out string log);
        if (!result.IsError) kernel.Close(result.Value);
        return log;
    }

    private static string Printed(IBpf kernel, Instruction[] program)
    {
        string log = Log(kernel, program);
        Match match = LiveRegisterLine().Match(log);
        return match.Success ? match.Groups[1].Value : throw new InvalidOperationException($"the verifier prints no live registers of {Hex(program)}: {log}");
    }

    private static string Refusal(IBpf kernel, Instruction[] program)
    {
        Match match = FieldFault().Match(Log(kernel, program));
        return match.Success ? match.Value : "no fault of its fields";
    }

    /// <summary>Loads of unknown modes are refused in words of their own; with all fields 0 nothing else can be meant by them.</summary>
    [GeneratedRegex("unknown opcode|BPF_LDX uses reserved fields|invalid BPF_LD_IMM insn")]
    private static partial Regex UnknownOpcode();

    [GeneratedRegex(@"^[ 0-9]{4}  3: [.0-9]{10} (.*)$", RegexOptions.Multiline)]
    private static partial Regex LiveRegisterLine();

    [GeneratedRegex(@"^.*(reserved fields|unknown opcode|invalid BPF_LD|invalid bpf_ld|unrecognized bpf_ld|R\d+ is invalid|addr_space_cast insn can only convert|invalid may_goto|BPF_ATOMIC uses).*$", RegexOptions.Multiline)]
    private static partial Regex FieldFault();
}
