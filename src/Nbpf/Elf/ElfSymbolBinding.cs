namespace Nbpf.Elf;

/// <summary>Binding of a symbol (STB_*).</summary>
public enum ElfSymbolBinding : byte
{
    /// <summary>STB_LOCAL</summary>
    Local = 0,

    /// <summary>STB_GLOBAL</summary>
    Global = 1,

    /// <summary>STB_WEAK</summary>
    Weak = 2,
}
