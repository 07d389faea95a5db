using Nbpf.Elf;

namespace Nbpf.Linking;

/// <summary>
/// A section of a file that is being linked: one of ELF, or one that only BTF knows (<c>.ksyms</c>, <c>.kconfig</c>, or
/// <c>.maps</c> where a file declares maps and defines none).
/// </summary>
internal sealed class InputSection(string name, ElfSection? elf)
{
    private const string DebugPrefix = ".debug_";
    private const string RelocationPrefix = ".rel";

    /// <summary>Name.</summary>
    internal string Name { get; } = name;

    /// <summary>The section of ELF, or null.</summary>
    internal ElfSection? Elf { get; } = elf;

    /// <summary>True when nothing of it reaches the output.</summary>
    internal bool IsSkipped { get; set; } = elf is not null && IsLeftOut(elf);

    /// <summary>True for what has contents, or zeros, that are put together with those of other files.</summary>
    internal bool HoldsData => Elf is null || Elf.Type is ElfSectionType.ProgramBits or ElfSectionType.NoBits;

    /// <summary>Id of its DATASEC in the file's BTF, 0 without one.</summary>
    internal uint TypeId { get; set; }

    /// <summary>The section of the output that it became part of; null when it is left out.</summary>
    internal OutputSection? Output { get; set; }

    /// <summary>Where it starts in that section, in bytes.</summary>
    internal ulong OutputOffset { get; set; }

    // Strings and notes of the compiler, debugging information, code where there is none; BTF is put together apart.
    private static bool IsLeftOut(ElfSection section) =>
        section.Type is ElfSectionType.StringTable or ElfSectionType.LlvmAddressSignificance
        || (section.Type == ElfSectionType.ProgramBits && section.Size == 0 && section.Name == ".text")
        || section.Name.StartsWith(DebugPrefix, StringComparison.Ordinal)
        || (section.Type == ElfSectionType.ProgramBits && section.Name is ".BTF" or ".BTF.ext")
        || (section.Name.StartsWith(RelocationPrefix, StringComparison.Ordinal)
            && section.Name[RelocationPrefix.Length..] is var target
            && (target is ".BTF" or ".BTF.ext" || target.StartsWith(DebugPrefix, StringComparison.Ordinal)));
}
