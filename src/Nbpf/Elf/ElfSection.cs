namespace Nbpf.Elf;

/// <summary>A section of an object file (Elf64_Shdr).</summary>
public sealed record ElfSection
{
    /// <summary>Index in the section header table; 0 is the null section.</summary>
    public required int Index { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>sh_type</summary>
    public required ElfSectionType Type { get; init; }

    /// <summary>sh_flags</summary>
    public required ElfSectionFlags Flags { get; init; }

    /// <summary>Offset of the contents in the file, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>Size in bytes, also of a section that takes no room in the file.</summary>
    public required ulong Size { get; init; }

    /// <summary>sh_link: another section, by type.</summary>
    public required uint Link { get; init; }

    /// <summary>sh_info: by type; of a relocation section the section it applies to.</summary>
    public required uint Info { get; init; }

    /// <summary>sh_addralign in bytes; 0 and 1 ask for nothing.</summary>
    public required ulong Alignment { get; init; }

    /// <summary>sh_entsize in bytes</summary>
    public required ulong EntrySize { get; init; }

    /// <summary>The contents; empty for a section without room in the file (.bss).</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>True for code.</summary>
    public bool IsCode => Type == ElfSectionType.ProgramBits && (Flags & ElfSectionFlags.Executable) != 0;
}
