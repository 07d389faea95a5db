namespace Nbpf.Verification;

/// <summary>Modifiers of a helper's argument (enum bpf_type_flag, include/linux/bpf.h, Linux 6.18).</summary>
[Flags]
public enum ArgumentTraits : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The pointer may be NULL (PTR_MAYBE_NULL).</summary>
    MaybeNull = 1,

    /// <summary>The helper only reads the memory (MEM_RDONLY).</summary>
    ReadOnly = 2,

    /// <summary>The helper writes the memory (MEM_WRITE).</summary>
    Write = 4,

    /// <summary>The memory need not be initialised (MEM_UNINIT); it is after the call.</summary>
    Uninitialised = 8,

    /// <summary>The memory must be naturally aligned (MEM_ALIGNED).</summary>
    Aligned = 16,

    /// <summary>The helper releases the reference that the pointer holds (OBJ_RELEASE): all copies end with it.</summary>
    Release = 32,
}
