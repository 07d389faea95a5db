namespace Nbpf;

/// <summary>How an integer type is meant (BTF_INT_*).</summary>
[Flags]
public enum BtfIntegerEncoding : byte
{
    /// <summary>Unsigned.</summary>
    None = 0,

    /// <summary>BTF_INT_SIGNED.</summary>
    Signed = 1,

    /// <summary>BTF_INT_CHAR.</summary>
    Char = 2,

    /// <summary>BTF_INT_BOOL.</summary>
    Bool = 4,
}
