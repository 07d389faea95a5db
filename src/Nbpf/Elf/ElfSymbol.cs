namespace Nbpf.Elf;

/// <summary>A symbol of an object file (Elf64_Sym).</summary>
/// <param name="Index">Index in the symbol table.</param>
/// <param name="Name">Name; empty for a section's own symbol.</param>
/// <param name="Type">What it names.</param>
/// <param name="Binding">Local, global or weak.</param>
/// <param name="Visibility">Default, internal, hidden or protected.</param>
/// <param name="SectionIndex">The section it is in; 0 when undefined, 0xff00 and up for special ones.</param>
/// <param name="Value">Offset in the section, in bytes.</param>
/// <param name="Size">Size in bytes, 0 when unknown.</param>
public readonly record struct ElfSymbol(
    int Index, string Name, ElfSymbolType Type, ElfSymbolBinding Binding, ElfSymbolVisibility Visibility, int SectionIndex, ulong Value, ulong Size)
{
    /// <summary>First of the special section indexes (SHN_LORESERVE).</summary>
    public const int FirstReservedSection = 0xff00;

    /// <summary>True for a symbol defined elsewhere.</summary>
    public bool IsUndefined => SectionIndex == 0;

    /// <summary>True for STV_HIDDEN and STV_INTERNAL.</summary>
    public bool IsHidden => Visibility is ElfSymbolVisibility.Hidden or ElfSymbolVisibility.Internal;
}
