using Nbpf.Elf;

namespace Nbpf.Linking;

/// <summary>A section of the linked object, put together from the sections of that name in the files.</summary>
internal sealed class OutputSection(string name)
{
    // Wider alignments are not made by compilers; a hostile one would have the linker write as much padding.
    private const ulong MaxAlignment = 1 << 16;

    private byte[] _contents = [];

    /// <summary>Name.</summary>
    internal string Name { get; } = name;

    /// <summary>True as soon as a file has a section of ELF of that name; until then only BTF knows it.</summary>
    internal bool IsInElf { get; private set; }

    /// <summary>sh_type</summary>
    internal ElfSectionType Type { get; private set; }

    /// <summary>sh_flags</summary>
    internal ElfSectionFlags Flags { get; private set; }

    /// <summary>sh_entsize in bytes</summary>
    internal ulong EntrySize { get; private set; }

    /// <summary>sh_addralign in bytes, at least 1</summary>
    internal ulong Alignment { get; private set; } = 1;

    /// <summary>Size in bytes.</summary>
    internal ulong Size { get; private set; }

    /// <summary>The contents so far; empty for zeros (.bss).</summary>
    internal Memory<byte> Contents => Type == ElfSectionType.NoBits ? default : _contents.AsMemory(0, (int)Size);

    /// <summary>The one symbol that stands for the section itself, once a file has one.</summary>
    internal OutputSymbol? SectionSymbol { get; set; }

    /// <summary>What is to be relocated in it.</summary>
    internal List<(ulong Offset, ElfRelocationType Type, OutputSymbol Symbol)> Relocations { get; } = [];

    /// <summary>True when the BTF of a file has a DATASEC for it, be it an empty one.</summary>
    internal bool HasTypes { get; set; }

    /// <summary>The variables, and the functions of <c>.ksyms</c>.</summary>
    internal List<OutputVariable> Variables { get; } = [];

    /// <summary>Function starts, with type ids before deduplication.</summary>
    internal List<BtfFuncInfo> Functions { get; } = [];

    /// <summary>Source lines, with strings of the output.</summary>
    internal List<BtfLineInfo> Lines { get; } = [];

    /// <summary>CO-RE relocations, with type ids before deduplication.</summary>
    internal List<BtfCoreRelocation> CoreRelocations { get; } = [];

    /// <summary>Why a section of a file cannot become part of this one; null when it can.</summary>
    internal string? Conflict(ElfSection section)
    {
        if (!IsInElf) return null;
        if (section.Type != Type) return $"has type {(uint)section.Type}, in files before it {(uint)Type}";
        if (section.Flags != Flags) return $"has flags 0x{(ulong)section.Flags:x}, in files before it 0x{(ulong)Flags:x}";
        return section.EntrySize == EntrySize ? null : $"has entries of {section.EntrySize} bytes, in files before it of {EntrySize}";
    }

    /// <summary>Appends the section of a file, aligned as it asks.</summary>
    /// <returns>Where it starts; null when its alignment or the sum is too large.</returns>
    internal ulong? Append(ElfSection section)
    {
        ulong alignment = Math.Max(Alignment, section.Alignment);
        if (alignment > MaxAlignment || section.Size > int.MaxValue) return null;
        ulong start = (Size + alignment - 1) & ~(alignment - 1);
        if (start + section.Size > int.MaxValue) return null;
        if (!IsInElf) (IsInElf, Type, Flags, EntrySize) = (true, section.Type, section.Flags, section.EntrySize);
        (Alignment, Size) = (alignment, start + section.Size);
        if (section.Type != ElfSectionType.NoBits)
        {
            if (Size > (ulong)_contents.Length) Array.Resize(ref _contents, (int)Math.Max(Size, Math.Min((ulong)_contents.Length * 2, int.MaxValue / 2)));
            section.Data.CopyTo(_contents.AsMemory((int)start));
        }
        return start;
    }
}
