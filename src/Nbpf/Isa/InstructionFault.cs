namespace Nbpf.Isa;

/// <summary>The first field of an instruction that holds what it must not.</summary>
/// <param name="Field">The field.</param>
/// <param name="Found">Its value; of a second slot the opcode, or -1 when the slot is missing.</param>
/// <param name="Expected">What it may hold, in words.</param>
public sealed record InstructionFault(InstructionField Field, int Found, string Expected)
{
    /// <summary>One line: <c>offset is 5, expected 0 or 1</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} is {Found}, expected {Expected}");

    private string Name => Field switch
    {
        InstructionField.None => "nothing",
        InstructionField.Opcode => "opcode",
        InstructionField.Destination => "destination",
        InstructionField.Source => "source",
        InstructionField.Offset => "offset",
        InstructionField.Immediate => "immediate",
        InstructionField.SecondSlot => "second slot",
        _ => Field.ToString(),
    };
}
