namespace Nbpf.Isa;

/// <summary>One row of the instruction table: an opcode with the fields that select the form, and what the other fields may hold.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Name">Name of the operation, with <c>32</c> for the 32-bit forms: <c>add</c>, <c>add32</c>, <c>lddw_map_fd</c>.</param>
/// <param name="Operands">Which operands it has and how they are written.</param>
/// <param name="Destination">What the destination field may hold.</param>
/// <param name="Source">What the source field may hold.</param>
/// <param name="Offset">What the offset field may hold.</param>
/// <param name="Immediate">What the immediate field may hold.</param>
/// <param name="Selector">The field that tells this form from others of the same opcode, or <see cref="InstructionField.None"/>.</param>
/// <param name="Section">Section of RFC 9669 that defines it, or null for Linux's additions.</param>
/// <param name="CpuVersion">Lowest clang <c>-mcpu</c> version (1–4) that emits it.</param>
/// <param name="Group">Conformance group (RFC 9669 §2.4).</param>
public sealed record InstructionForm(
    byte Opcode,
    string Name,
    OperandForm Operands,
    FieldRule Destination,
    FieldRule Source,
    FieldRule Offset,
    FieldRule Immediate,
    InstructionField Selector,
    string? Section,
    int CpuVersion,
    ConformanceGroup Group)
{
    /// <summary>The rule of a field.</summary>
    /// <param name="field">A field other than the opcode.</param>
    public FieldRule Rule(InstructionField field) => field switch
    {
        InstructionField.Destination => Destination,
        InstructionField.Source => Source,
        InstructionField.Offset => Offset,
        InstructionField.Immediate => Immediate,
        _ => FieldRule.Any,
    };

    /// <summary>Whether the instruction is of this form: same opcode, and the selecting field fits.</summary>
    /// <param name="instruction">Any instruction.</param>
    public bool Matches(in Instruction instruction) =>
        instruction.Opcode == Opcode && Rule(Selector).Allows(InstructionTable.Value(instruction, Selector));
}
