using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Nbpf.Elf;

/// <summary>
/// Writes a relocatable ELF file for BPF: sections in the order in which they were added, behind them their relocations, the
/// symbols (local ones first, as ELF wants, else in their order) and one table of names. Not thread-safe.
/// </summary>
public sealed class ObjectFileBuilder
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int RelocationSize = 16;

    private readonly List<Section> _sections = [new Section("", ElfSectionType.Null, ElfSectionFlags.None, 0, default, 0)];
    private readonly List<ElfSymbol> _symbols = [new ElfSymbol()];
    private readonly Dictionary<int, List<(ulong Offset, ElfRelocationType Type, int Symbol)>> _relocations = [];

    private sealed record Section(
        string Name, ElfSectionType Type, ElfSectionFlags Flags, ulong Alignment, ReadOnlyMemory<byte> Data, ulong Size, ulong EntrySize = 0, uint Link = 0, uint Info = 0);

    /// <summary>Adds a section with contents.</summary>
    /// <param name="name">Name.</param>
    /// <param name="flags">Flags.</param>
    /// <param name="alignment">Alignment in bytes: a power of two, or 0 for none.</param>
    /// <param name="data">The contents; kept until the file is written, not copied.</param>
    /// <param name="entrySize">Size of an entry in bytes, 0 when the section is no table.</param>
    /// <returns>The section's index.</returns>
    public int AddSection(string name, ElfSectionFlags flags, ulong alignment, ReadOnlyMemory<byte> data, ulong entrySize = 0) =>
        Add(new Section(name, ElfSectionType.ProgramBits, flags, alignment, data, (ulong)data.Length, entrySize));

    /// <summary>Adds a section of zeros that takes no room in the file.</summary>
    /// <param name="name">Name.</param>
    /// <param name="flags">Flags.</param>
    /// <param name="alignment">Alignment in bytes: a power of two, or 0 for none.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <returns>The section's index.</returns>
    public int AddZeroSection(string name, ElfSectionFlags flags, ulong alignment, ulong sizeBytes) =>
        Add(new Section(name, ElfSectionType.NoBits, flags, alignment, default, sizeBytes));

    /// <summary>Adds a symbol.</summary>
    /// <param name="symbol">The symbol; its index is not used, its section is an index given here, 0, or a reserved one.</param>
    /// <returns>A number to name it by in relocations; its index in the file is another one.</returns>
    public int AddSymbol(ElfSymbol symbol)
    {
        if (symbol.SectionIndex >= _sections.Count && symbol.SectionIndex < ElfSymbol.FirstReservedSection)
            throw new ArgumentOutOfRangeException(nameof(symbol), symbol.SectionIndex, $"there are {_sections.Count} sections");
        _symbols.Add(symbol);
        return _symbols.Count - 1;
    }

    /// <summary>Adds a relocation.</summary>
    /// <param name="section">The section it applies to.</param>
    /// <param name="offset">The place in it, in bytes.</param>
    /// <param name="type">What is written there.</param>
    /// <param name="symbol">The number that <see cref="AddSymbol"/> gave.</param>
    public void AddRelocation(int section, ulong offset, ElfRelocationType type, int symbol)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)section, (uint)_sections.Count, nameof(section));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)symbol, (uint)_symbols.Count, nameof(symbol));
        if (!_relocations.TryGetValue(section, out var relocations)) _relocations.Add(section, relocations = []);
        relocations.Add((offset, type, symbol));
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        var names = new NameTable();
        List<Section> sections = [.. _sections];
        int symbolTable = sections.Count + _relocations.Count;
        (byte[] symbols, int[] indexes, int localCount) = WriteSymbols(names);
        foreach ((int target, var relocations) in _relocations.OrderBy(static pair => pair.Key))
        {
            byte[] table = WriteRelocations(relocations, indexes);
            sections.Add(new Section(".rel" + sections[target].Name, ElfSectionType.Relocations, ElfSectionFlags.None, 8, table, (ulong)table.Length, RelocationSize, (uint)symbolTable, (uint)target));
        }
        sections.Add(new Section(".symtab", ElfSectionType.SymbolTable, ElfSectionFlags.None, 8, symbols, (ulong)symbols.Length, SymbolSize, (uint)symbolTable + 1, (uint)localCount));
        foreach (Section section in sections) names.Add(section.Name);
        names.Add(".strtab");
        sections.Add(new Section(".strtab", ElfSectionType.StringTable, ElfSectionFlags.Strings, 1, names.Bytes, (ulong)names.Bytes.Length));
        return Write(sections, names);
    }

    private int Add(Section section)
    {
        ArgumentNullException.ThrowIfNull(section.Name);
        if (section.Alignment != 0 && !System.Numerics.BitOperations.IsPow2(section.Alignment))
            throw new ArgumentOutOfRangeException(nameof(section), section.Alignment, "an alignment is a power of two");
        // The tables of relocations, symbols and names come on top.
        if ((_sections.Count * 2) + 2 >= ElfSymbol.FirstReservedSection) throw new InvalidOperationException("too many sections");
        _sections.Add(section);
        return _sections.Count - 1;
    }

    private (byte[] Table, int[] Indexes, int LocalCount) WriteSymbols(NameTable names)
    {
        var table = new byte[_symbols.Count * SymbolSize];
        var indexes = new int[_symbols.Count];
        int written = 0, localCount = 0;
        foreach (bool isLocal in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < _symbols.Count; i++)
            {
                ElfSymbol symbol = _symbols[i];
                if (symbol.Binding == ElfSymbolBinding.Local != isLocal) continue;
                Span<byte> entry = table.AsSpan(written * SymbolSize, SymbolSize);
                BinaryPrimitives.WriteUInt32LittleEndian(entry, names.Add(symbol.Name ?? ""));
                entry[4] = (byte)(((int)symbol.Binding << 4) | (int)symbol.Type);
                entry[5] = (byte)symbol.Visibility;
                BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)symbol.SectionIndex);
                BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], symbol.Value);
                BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], symbol.Size);
                indexes[i] = written++;
            }
            if (isLocal) localCount = written;
        }
        return (table, indexes, localCount);
    }

    private static byte[] WriteRelocations(List<(ulong Offset, ElfRelocationType Type, int Symbol)> relocations, int[] symbolIndexes)
    {
        var table = new byte[relocations.Count * RelocationSize];
        for (int i = 0; i < relocations.Count; i++)
        {
            Span<byte> entry = table.AsSpan(i * RelocationSize, RelocationSize);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, relocations[i].Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)relocations[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], (uint)symbolIndexes[relocations[i].Symbol]);
        }
        return table;
    }

    private static byte[] Write(List<Section> sections, NameTable names)
    {
        var offsets = new int[sections.Count];
        int end = HeaderSize;
        for (int i = 1; i < sections.Count; i++)
        {
            offsets[i] = Align(end, sections[i].Alignment);
            end = checked(offsets[i] + sections[i].Data.Length);
        }
        int headers = Align(end, 8);
        var file = new byte[checked(headers + (sections.Count * SectionHeaderSize))];
        WriteHeader(file, headers, sections.Count);
        for (int i = 0; i < sections.Count; i++)
        {
            sections[i].Data.Span.CopyTo(file.AsSpan(offsets[i]));
            WriteSectionHeader(file.AsSpan(headers + (i * SectionHeaderSize), SectionHeaderSize), sections[i], names.Add(sections[i].Name), offsets[i]);
        }
        return file;
    }

    private static void WriteHeader(Span<byte> file, int sectionHeaders, int sectionCount)
    {
        "\u007fELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], ObjectFile.MachineBpf);
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file[40..], (ulong)sectionHeaders);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[58..], SectionHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[60..], (ushort)sectionCount);
        BinaryPrimitives.WriteUInt16LittleEndian(file[62..], (ushort)(sectionCount - 1));
    }

    private static void WriteSectionHeader(Span<byte> header, Section section, uint name, int offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, name);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)section.Type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], (ulong)section.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], section.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], section.Link);
        BinaryPrimitives.WriteUInt32LittleEndian(header[44..], section.Info);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], section.Alignment);
        BinaryPrimitives.WriteUInt64LittleEndian(header[56..], section.EntrySize);
    }

    private static int Align(int offset, ulong alignment) =>
        alignment <= 1 ? offset : (int)checked((uint)(((ulong)offset + alignment - 1) & ~(alignment - 1)));

    // Every name once, in the order in which they are first asked for.
    private sealed class NameTable
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [""] = 0 };

        internal NameTable() => _bytes.Write<byte>([0]);

        internal ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

        internal uint Add(string name)
        {
            if (_offsets.TryGetValue(name, out uint known)) return known;
            uint offset = (uint)_bytes.WrittenCount;
            _bytes.Write(Encoding.UTF8.GetBytes(name));
            _bytes.Write<byte>([0]);
            _offsets.Add(name, offset);
            return offset;
        }
    }
}
