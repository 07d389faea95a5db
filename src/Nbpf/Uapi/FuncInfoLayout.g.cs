// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_func_info (Linux 6.18).</summary>
public static class FuncInfoLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 8;

    /// <summary>insn_off: 4 bytes at 0.</summary>
    public static UapiField insn_off => new(0, 4);

    /// <summary>type_id: 4 bytes at 4.</summary>
    public static UapiField type_id => new(4, 4);
}
