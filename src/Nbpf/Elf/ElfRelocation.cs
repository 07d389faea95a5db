namespace Nbpf.Elf;

/// <summary>A relocation (Elf64_Rel); the addend is in the place itself.</summary>
/// <param name="Offset">The place, in bytes from the start of the section it applies to.</param>
/// <param name="Type">What is written there.</param>
/// <param name="Symbol">The symbol it refers to.</param>
/// <param name="FileOffset">Where the relocation itself stands in the file, for errors.</param>
public readonly record struct ElfRelocation(ulong Offset, ElfRelocationType Type, ElfSymbol Symbol, long FileOffset);
