namespace Nbpf.Elf;

/// <summary>Section types that matter here (SHT_*); others keep their number.</summary>
public enum ElfSectionType : uint
{
    /// <summary>SHT_NULL</summary>
    Null = 0,

    /// <summary>SHT_PROGBITS</summary>
    ProgramBits = 1,

    /// <summary>SHT_SYMTAB</summary>
    SymbolTable = 2,

    /// <summary>SHT_STRTAB</summary>
    StringTable = 3,

    /// <summary>SHT_RELA</summary>
    RelocationsWithAddend = 4,

    /// <summary>SHT_NOBITS</summary>
    NoBits = 8,

    /// <summary>SHT_REL</summary>
    Relocations = 9,

    /// <summary>SHT_LLVM_ADDRSIG: symbols whose address matters, clang's note to a linker</summary>
    LlvmAddressSignificance = 0x6fff_4c03,
}
