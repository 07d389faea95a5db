// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct btf_header (Linux 6.18).</summary>
public static class BtfHeaderLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 24;

    /// <summary>magic: 2 bytes at 0.</summary>
    public static UapiField magic => new(0, 2);

    /// <summary>version: 1 bytes at 2.</summary>
    public static UapiField version => new(2, 1);

    /// <summary>flags: 1 bytes at 3.</summary>
    public static UapiField flags => new(3, 1);

    /// <summary>hdr_len: 4 bytes at 4.</summary>
    public static UapiField hdr_len => new(4, 4);

    /// <summary>type_off: 4 bytes at 8.</summary>
    public static UapiField type_off => new(8, 4);

    /// <summary>type_len: 4 bytes at 12.</summary>
    public static UapiField type_len => new(12, 4);

    /// <summary>str_off: 4 bytes at 16.</summary>
    public static UapiField str_off => new(16, 4);

    /// <summary>str_len: 4 bytes at 20.</summary>
    public static UapiField str_len => new(20, 4);
}
