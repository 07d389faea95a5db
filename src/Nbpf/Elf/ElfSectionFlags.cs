namespace Nbpf.Elf;

/// <summary>Section flags that matter here (SHF_*).</summary>
[Flags]
public enum ElfSectionFlags : ulong
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>SHF_WRITE</summary>
    Writable = 1,

    /// <summary>SHF_ALLOC</summary>
    Allocated = 2,

    /// <summary>SHF_EXECINSTR</summary>
    Executable = 4,

    /// <summary>SHF_STRINGS: strings that end in NUL</summary>
    Strings = 32,
}
