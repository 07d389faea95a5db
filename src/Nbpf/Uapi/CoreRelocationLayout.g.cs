// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_core_relo (Linux 6.18).</summary>
public static class CoreRelocationLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 16;

    /// <summary>insn_off: 4 bytes at 0.</summary>
    public static UapiField insn_off => new(0, 4);

    /// <summary>type_id: 4 bytes at 4.</summary>
    public static UapiField type_id => new(4, 4);

    /// <summary>access_str_off: 4 bytes at 8.</summary>
    public static UapiField access_str_off => new(8, 4);

    /// <summary>kind: 4 bytes at 12.</summary>
    public static UapiField kind => new(12, 4);
}
