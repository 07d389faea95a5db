namespace Nbpf.Elf;

/// <summary>What a symbol names (STT_*).</summary>
public enum ElfSymbolType : byte
{
    /// <summary>STT_NOTYPE</summary>
    None = 0,

    /// <summary>STT_OBJECT: a variable</summary>
    Object = 1,

    /// <summary>STT_FUNC</summary>
    Function = 2,

    /// <summary>STT_SECTION</summary>
    Section = 3,

    /// <summary>STT_FILE</summary>
    File = 4,
}
