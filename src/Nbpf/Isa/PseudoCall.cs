namespace Nbpf.Isa;

/// <summary>What the immediate of a call names, chosen by its source register field (include/uapi/linux/bpf.h, BPF_PSEUDO_CALL).</summary>
public static class PseudoCall
{
    /// <summary>A helper by number.</summary>
    public const byte Helper = 0;

    /// <summary>A subprogram, relative to the next slot (BPF_PSEUDO_CALL).</summary>
    public const byte Subprogram = 1;

    /// <summary>A kernel function by BTF id (BPF_PSEUDO_KFUNC_CALL).</summary>
    public const byte KernelFunction = 2;
}
