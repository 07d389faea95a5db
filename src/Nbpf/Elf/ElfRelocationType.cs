namespace Nbpf.Elf;

/// <summary>Relocation types of EM_BPF (Documentation/bpf/llvm_reloc.rst).</summary>
public enum ElfRelocationType : uint
{
    /// <summary>R_BPF_NONE</summary>
    None = 0,

    /// <summary>R_BPF_64_64: the two immediates of a 64-bit immediate load</summary>
    Immediate64 = 1,

    /// <summary>R_BPF_64_ABS64: 64 bits of data</summary>
    Absolute64 = 2,

    /// <summary>R_BPF_64_ABS32: 32 bits of data</summary>
    Absolute32 = 3,

    /// <summary>R_BPF_64_NODYLD32: 32 bits in .BTF and .BTF.ext</summary>
    NoDynamic32 = 4,

    /// <summary>R_BPF_64_32: the immediate of a call</summary>
    Call32 = 10,
}
