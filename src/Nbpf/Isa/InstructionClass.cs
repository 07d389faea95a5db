namespace Nbpf.Isa;

/// <summary>The eight instruction classes: the low three bits of the opcode (RFC 9669 §3.1.2, table 2).</summary>
public enum InstructionClass : byte
{
    /// <summary>Non-standard loads: 64-bit immediates and legacy packet access.</summary>
    Ld = 0x00,

    /// <summary>Loads into a register.</summary>
    Ldx = 0x01,

    /// <summary>Stores of an immediate.</summary>
    St = 0x02,

    /// <summary>Stores of a register, and atomic operations.</summary>
    Stx = 0x03,

    /// <summary>32-bit arithmetic.</summary>
    Alu = 0x04,

    /// <summary>64-bit jumps, calls and exit.</summary>
    Jmp = 0x05,

    /// <summary>32-bit jumps.</summary>
    Jmp32 = 0x06,

    /// <summary>64-bit arithmetic.</summary>
    Alu64 = 0x07,
}
