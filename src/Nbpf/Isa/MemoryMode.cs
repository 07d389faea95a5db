namespace Nbpf.Isa;

/// <summary>Mode field of a load or store opcode (RFC 9669 §5, table 11).</summary>
public enum MemoryMode : byte
{
    /// <summary>64-bit immediate load.</summary>
    Immediate = 0x00,

    /// <summary>Legacy packet access at an absolute offset.</summary>
    Absolute = 0x20,

    /// <summary>Legacy packet access at a register plus an offset.</summary>
    Indirect = 0x40,

    /// <summary>Ordinary memory access.</summary>
    Memory = 0x60,

    /// <summary>Sign-extending load (class LDX only).</summary>
    MemorySignExtend = 0x80,

    /// <summary>Atomic operation (class STX only).</summary>
    Atomic = 0xc0,
}
