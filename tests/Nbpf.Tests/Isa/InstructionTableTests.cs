using CsCheck;
using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Xunit;

namespace Nbpf.Tests.Isa;

public sealed class InstructionTableTests
{
    /// <summary>Every opcode of the registry in RFC 9669, appendix A; class by class.</summary>
    private static readonly byte[] RfcOpcodes =
    [
        0x18, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50,
        0x61, 0x69, 0x71, 0x79, 0x81, 0x89, 0x91,
        0x62, 0x6a, 0x72, 0x7a,
        0x63, 0x6b, 0x73, 0x7b, 0xc3, 0xdb,
        0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c, 0x84, 0x94, 0x9c, 0xa4, 0xac, 0xb4, 0xbc, 0xc4, 0xcc, 0xd4, 0xdc,
        0x07, 0x0f, 0x17, 0x1f, 0x27, 0x2f, 0x37, 0x3f, 0x47, 0x4f, 0x57, 0x5f, 0x67, 0x6f, 0x77, 0x7f, 0x87, 0x97, 0x9f, 0xa7, 0xaf, 0xb7, 0xbf, 0xc7, 0xcf, 0xd7,
        0x05, 0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d, 0x55, 0x5d, 0x65, 0x6d, 0x75, 0x7d, 0x85, 0x95, 0xa5, 0xad, 0xb5, 0xbd, 0xc5, 0xcd, 0xd5, 0xdd,
        0x06, 0x16, 0x1e, 0x26, 0x2e, 0x36, 0x3e, 0x46, 0x4e, 0x56, 0x5e, 0x66, 0x6e, 0x76, 0x7e, 0xa6, 0xae, 0xb6, 0xbe, 0xc6, 0xce, 0xd6, 0xde,
    ];

    /// <summary>Opcodes that Linux 6.18 adds: may_goto, and load-acquire and store-release of 1 and 2 bytes.</summary>
    private static readonly byte[] LinuxOpcodes = [0xe5, 0xcb, 0xd3];

    [Fact]
    public void Rows_Opcodes_AreThoseOfTheRfcAndOfLinux() =>
        Assert.Equal(RfcOpcodes.Concat(LinuxOpcodes).Order(), InstructionTable.Rows.Select(r => r.Opcode).Distinct());

    [Fact]
    public void Rows_OfOneOpcode_AreToldApartByOneField()
    {
        foreach (IGrouping<byte, InstructionForm> forms in InstructionTable.Rows.GroupBy(r => r.Opcode).Where(g => g.Count() > 1))
        {
            InstructionField selector = Assert.Single(forms.Select(f => f.Selector).Distinct());
            IEnumerable<int> values = forms.SelectMany(f => f.Rule(selector).Values);
            Assert.Equal(forms.Count(), values.Distinct().Count());
        }
    }

    [Fact]
    public void Rows_FormWithoutRfcSection_HasNoConformanceGroup() =>
        Assert.All(InstructionTable.Rows, r => Assert.Equal(r.Section is null, r.Group == ConformanceGroup.None));

    [Fact]
    public void TryFind_RandomInstructionOfEveryForm_FindsItAndChecksClean()
    {
        foreach (InstructionForm form in InstructionTable.Rows)
        {
            RandomInstructions.Of(form).Sample(program =>
            {
                Assert.True(InstructionTable.TryFind(program[0], out InstructionForm? found));
                Assert.Same(form, found);
                Assert.Null(InstructionTable.Check(program, 0));
            }, iter: 20, threads: 1);
        }
    }

    [Fact]
    public void Check_ReservedFieldSet_NamesTheField()
    {
        foreach (InstructionForm form in InstructionTable.Rows)
        {
            InstructionField[] fixedFields = [.. Fields.Where(f => f != form.Selector && !form.Rule(f).IsAny)];
            foreach (InstructionField field in fixedFields)
            {
                Gen.Select(RandomInstructions.Of(form), Gen.Int[1, 15]).Sample((program, delta) =>
                {
                    int wrong = form.Rule(field).IsRegister ? Math.Max(Register.Count, delta) : form.Rule(field).Values[^1] + delta;
                    Instruction bad = With(program[0], field, wrong);
                    InstructionFault? fault = InstructionTable.Check(bad);
                    Assert.NotNull(fault);
                    Assert.Equal((field, wrong), (fault.Field, fault.Found));
                }, iter: 10, threads: 1);
            }
        }
    }

    [Fact]
    public void Check_UnknownOpcode_NamesTheOpcode()
    {
        byte[] unknown = [.. Enumerable.Range(0, 256).Select(o => (byte)o).Except(RfcOpcodes).Except(LinuxOpcodes)];
        Assert.All(unknown, o => Assert.Equal(InstructionField.Opcode, InstructionTable.Check(new Instruction(o, 0, 0, 0, 0))?.Field));
    }

    [Fact]
    public void Check_WideLoadWithBadSecondSlot_NamesTheSecondSlot()
    {
        Instruction first = Instructions.LoadImm64(1, 5UL)[0];
        Assert.Equal(InstructionField.SecondSlot, InstructionTable.Check([first], 0)?.Field);
        Assert.Equal(InstructionField.SecondSlot, InstructionTable.Check([first, new(0, 1, 0, 0, 0)], 0)?.Field);
        Assert.Equal(InstructionField.SecondSlot, InstructionTable.Check([first, new(0, 0, 0, 1, 0)], 0)?.Field);
        Assert.Null(InstructionTable.Check([first, new(0, 0, 0, 0, -1)], 0));
    }

    [Fact]
    public void Rows_ArithmeticAndConditionalJumps_HaveAMeaning()
    {
        foreach (InstructionForm form in InstructionTable.Rows)
        {
            RandomInstructions.Of(form).Sample(program =>
            {
                bool arithmetic = program[0].IsAlu && form.Operands != OperandForm.AddressSpaceCast;
                Assert.Equal(arithmetic, AluSemantics.TypeOf(program[0]) is not null);
                Assert.Equal(form.Operands is OperandForm.JumpImmediate or OperandForm.JumpRegister, JumpSemantics.TypeOf(program[0]) is not null);
            }, iter: 5, threads: 1);
        }
    }

    private static readonly InstructionField[] Fields = [InstructionField.Destination, InstructionField.Source, InstructionField.Offset, InstructionField.Immediate];

    private static Instruction With(in Instruction instruction, InstructionField field, int value) => field switch
    {
        InstructionField.Destination => instruction with { Destination = (byte)value },
        InstructionField.Source => instruction with { Source = (byte)value },
        InstructionField.Offset => instruction with { Offset = (short)value },
        _ => instruction with { Immediate = value },
    };
}
