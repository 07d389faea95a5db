using System.Buffers.Binary;
using Nbpf.Elf;
using Nbpf.Isa;

namespace Nbpf.Linking;

/// <summary>Moves a file's relocations to the sections and symbols of the linked object.</summary>
internal static class RelocationMerge
{
    /// <summary>Adds the relocations of a file whose sections and symbols have been added.</summary>
    /// <param name="input">The file.</param>
    /// <param name="symbols">What became of its symbols, by index.</param>
    internal static void Add(LinkInput input, OutputSymbol?[] symbols)
    {
        foreach (InputSection section in input.Sections)
        {
            if (section is not { Elf: { } elf, IsSkipped: false, HoldsData: true, Output: { } output }) continue;
            foreach (ElfRelocation relocation in input.File.RelocationsOf(elf))
            {
                Check(input, elf, relocation);
                OutputSymbol symbol = symbols[relocation.Symbol.Index]
                    ?? throw input.Refuse($"section '{section.Name}' refers to '{Describe(input, relocation.Symbol)}', which is left out of the linked object");
                ulong offset = section.OutputOffset + relocation.Offset;
                if (relocation.Symbol.Type == ElfSymbolType.Section) MovePlace(input, section, relocation, output.Contents.Span, offset);
                output.Relocations.Add((offset, relocation.Type, symbol));
            }
        }
    }

    private static void Check(LinkInput input, ElfSection section, ElfRelocation relocation)
    {
        if (relocation.Type is not (ElfRelocationType.Immediate64 or ElfRelocationType.Absolute64 or ElfRelocationType.Absolute32 or ElfRelocationType.Call32))
            throw input.File.Fault($"section '{section.Name}': relocation type {(uint)relocation.Type}", relocation.FileOffset);
        if (relocation.Symbol.Index == 0) throw input.File.Fault($"section '{section.Name}': relocation against no symbol", relocation.FileOffset);
        if (relocation.Symbol is { Type: ElfSymbolType.Section, SectionIndex: >= ElfSymbol.FirstReservedSection })
            throw input.File.Fault($"section '{section.Name}': relocation against the symbol of no section", relocation.FileOffset);
        if ((section.Flags & ElfSectionFlags.Executable) != 0 && (section.Type == ElfSectionType.NoBits || relocation.Offset % Instruction.SizeBytes != 0))
            throw input.File.Fault($"section '{section.Name}': relocation at offset {relocation.Offset} is not at an instruction", relocation.FileOffset);
    }

    // What is static is named as its section, and its place in the section stands in the instruction: it moves with the section.
    private static void MovePlace(LinkInput input, InputSection section, ElfRelocation relocation, Span<byte> contents, ulong offset)
    {
        if (!section.Elf!.Flags.HasFlag(ElfSectionFlags.Executable))
            throw input.Refuse($"section '{section.Name}' holds the address of what is static in section '{Describe(input, relocation.Symbol)}': make that global");
        Instruction instruction = Instruction.Read(contents[(int)offset..]);
        ulong moved = input.Sections[relocation.Symbol.SectionIndex].OutputOffset;
        if (instruction.IsCall) moved /= Instruction.SizeBytes;
        BinaryPrimitives.WriteInt32LittleEndian(contents[((int)offset + 4)..], unchecked(instruction.Immediate + (int)moved));
    }

    private static string Describe(LinkInput input, ElfSymbol symbol) =>
        symbol.Name.Length > 0 || symbol.SectionIndex >= input.File.Sections.Length ? symbol.Name : input.File.Sections[symbol.SectionIndex].Name;
}
