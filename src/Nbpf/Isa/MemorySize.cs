namespace Nbpf.Isa;

/// <summary>Width field of a load or store opcode (RFC 9669 §5, table 12).</summary>
public enum MemorySize : byte
{
    /// <summary>4 bytes.</summary>
    Word = 0x00,

    /// <summary>2 bytes.</summary>
    HalfWord = 0x08,

    /// <summary>1 byte.</summary>
    Byte = 0x10,

    /// <summary>8 bytes.</summary>
    DoubleWord = 0x18,
}
