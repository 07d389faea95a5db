namespace Nbpf.Isa;

/// <summary>The fields of an instruction slot (RFC 9669 §3.1).</summary>
public enum InstructionField
{
    /// <summary>No field.</summary>
    None,

    /// <summary>opcode</summary>
    Opcode,

    /// <summary>dst_reg</summary>
    Destination,

    /// <summary>src_reg</summary>
    Source,

    /// <summary>offset</summary>
    Offset,

    /// <summary>imm</summary>
    Immediate,

    /// <summary>The second slot of a 64-bit immediate load.</summary>
    SecondSlot,
}
