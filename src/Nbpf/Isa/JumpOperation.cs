namespace Nbpf.Isa;

/// <summary>Jump operations: the high four bits of a JMP or JMP32 opcode (RFC 9669 §4.3).</summary>
public enum JumpOperation : byte
{
    /// <summary>Unconditional: by offset in class JMP, by immediate in class JMP32 (<c>gotol</c>).</summary>
    Always = 0x00,

    /// <summary>dst == src</summary>
    Equal = 0x10,

    /// <summary>dst &gt; src, unsigned</summary>
    Greater = 0x20,

    /// <summary>dst &gt;= src, unsigned</summary>
    GreaterOrEqual = 0x30,

    /// <summary>(dst &amp; src) != 0</summary>
    BitsSet = 0x40,

    /// <summary>dst != src</summary>
    NotEqual = 0x50,

    /// <summary>dst &gt; src, signed</summary>
    SignedGreater = 0x60,

    /// <summary>dst &gt;= src, signed</summary>
    SignedGreaterOrEqual = 0x70,

    /// <summary>Call of a helper, subprogram or kfunc; class JMP only.</summary>
    Call = 0x80,

    /// <summary>Return; class JMP only.</summary>
    Exit = 0x90,

    /// <summary>dst &lt; src, unsigned</summary>
    Less = 0xa0,

    /// <summary>dst &lt;= src, unsigned</summary>
    LessOrEqual = 0xb0,

    /// <summary>dst &lt; src, signed</summary>
    SignedLess = 0xc0,

    /// <summary>dst &lt;= src, signed</summary>
    SignedLessOrEqual = 0xd0,

    /// <summary><c>may_goto</c>: a bounded loop exit (Linux 6.9; include/uapi/linux/bpf.h BPF_JCOND).</summary>
    MayGoto = 0xe0,
}
