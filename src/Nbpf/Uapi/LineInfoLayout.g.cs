// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_line_info (Linux 6.18).</summary>
public static class LineInfoLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 16;

    /// <summary>insn_off: 4 bytes at 0.</summary>
    public static UapiField insn_off => new(0, 4);

    /// <summary>file_name_off: 4 bytes at 4.</summary>
    public static UapiField file_name_off => new(4, 4);

    /// <summary>line_off: 4 bytes at 8.</summary>
    public static UapiField line_off => new(8, 4);

    /// <summary>line_col: 4 bytes at 12.</summary>
    public static UapiField line_col => new(12, 4);
}
