namespace Nbpf.Isa;

/// <summary>Arithmetic operations: the high four bits of an ALU or ALU64 opcode (RFC 9669 §4.1).</summary>
public enum AluOperation : byte
{
    /// <summary>dst += src</summary>
    Add = 0x00,

    /// <summary>dst -= src</summary>
    Sub = 0x10,

    /// <summary>dst *= src</summary>
    Mul = 0x20,

    /// <summary>dst = src != 0 ? dst / src : 0; signed when offset is 1.</summary>
    Div = 0x30,

    /// <summary>dst |= src</summary>
    Or = 0x40,

    /// <summary>dst &amp;= src</summary>
    And = 0x50,

    /// <summary>dst &lt;&lt;= src, the count masked to the operand width.</summary>
    Lsh = 0x60,

    /// <summary>dst &gt;&gt;= src, zero filling, the count masked to the operand width.</summary>
    Rsh = 0x70,

    /// <summary>dst = -dst</summary>
    Neg = 0x80,

    /// <summary>dst = src != 0 ? dst % src : dst; signed when offset is 1.</summary>
    Mod = 0x90,

    /// <summary>dst ^= src</summary>
    Xor = 0xa0,

    /// <summary>dst = src; sign-extended from 8, 16 or 32 bits when offset says so.</summary>
    Mov = 0xb0,

    /// <summary>dst &gt;&gt;= src, sign filling, the count masked to the operand width.</summary>
    Arsh = 0xc0,

    /// <summary>Byte swaps; in class ALU64 unconditional (RFC 9669 §4.2).</summary>
    End = 0xd0,
}
