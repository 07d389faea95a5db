namespace Nbpf.Isa;

/// <summary>Whole opcodes that code tests for by name; all others are composed from class, operation and source.</summary>
public static class Opcodes
{
    /// <summary><c>dst = imm64</c> in two slots.</summary>
    public const byte LoadImmediate64 = 0x18;

    /// <summary><c>goto +offset</c></summary>
    public const byte Jump = 0x05;

    /// <summary><c>gotol +imm</c></summary>
    public const byte JumpLong = 0x06;

    /// <summary><c>call imm</c></summary>
    public const byte Call = 0x85;

    /// <summary><c>exit</c></summary>
    public const byte Exit = 0x95;

    /// <summary><c>may_goto +offset</c></summary>
    public const byte MayGoto = 0xe5;

    /// <summary><c>dst = src</c> on 64 bits; by its offset also sign-extending moves and address space casts</summary>
    public const byte MoveRegister64 = 0xbf;
}
