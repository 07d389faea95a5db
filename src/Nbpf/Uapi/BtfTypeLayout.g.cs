// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct btf_type (Linux 6.18).</summary>
public static class BtfTypeLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 12;

    /// <summary>name_off: 4 bytes at 0.</summary>
    public static UapiField name_off => new(0, 4);

    /// <summary>info: 4 bytes at 4.</summary>
    public static UapiField info => new(4, 4);

    /// <summary>size: 4 bytes at 8.</summary>
    public static UapiField size => new(8, 4);

    /// <summary>type: 4 bytes at 8.</summary>
    public static UapiField type => new(8, 4);
}
