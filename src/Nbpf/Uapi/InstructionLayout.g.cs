// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_insn (Linux 6.18).</summary>
public static class InstructionLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 8;

    /// <summary>code: 1 bytes at 0.</summary>
    public static UapiField code => new(0, 1);

    /// <summary>off: 2 bytes at 2.</summary>
    public static UapiField off => new(2, 2);

    /// <summary>imm: 4 bytes at 4.</summary>
    public static UapiField imm => new(4, 4);
}
