namespace Nbpf;

/// <summary>Linkage of a BTF variable or function (BTF_VAR_*, BTF_FUNC_*).</summary>
public enum BtfLinkage : uint
{
    /// <summary>Static: known in its own file only.</summary>
    Static = 0,

    /// <summary>Global.</summary>
    Global = 1,

    /// <summary>Extern: defined elsewhere.</summary>
    Extern = 2,
}
