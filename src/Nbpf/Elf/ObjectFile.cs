using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace Nbpf.Elf;

/// <summary>
/// A relocatable ELF file for BPF as clang writes it: 64 bits, little-endian, machine 247. Sections, symbols and
/// relocations, checked against the file's size and against each other; nothing of BPF's meaning is known here.
/// </summary>
public sealed class ObjectFile
{
    /// <summary>EM_BPF</summary>
    public const ushort MachineBpf = 247;

    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int RelocationSize = 16;
    private const int MaxNameLength = 1023;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _symbolTableIndex;
    private readonly Dictionary<string, ElfSection> _byName = new(StringComparer.Ordinal);
    private readonly ILookup<uint, ElfSection> _relocationTables;

    private ObjectFile(ReadOnlyMemory<byte> bytes, string name, ImmutableArray<ElfSection> sections)
    {
        _bytes = bytes;
        Name = name;
        Sections = sections;
        Symbols = [];
        foreach (ElfSection section in sections.Skip(1)) _byName.TryAdd(section.Name, section);
        _relocationTables = sections.Where(static section => section.Type is ElfSectionType.Relocations or ElfSectionType.RelocationsWithAddend)
            .ToLookup(static section => section.Info);
        ElfSection[] tables = [.. sections.Where(static section => section.Type == ElfSectionType.SymbolTable)];
        if (tables.Length > 1) throw Fault($"expected one symbol table, found {tables.Length}", tables[1].Offset);
        if (tables.Length == 0) return;
        _symbolTableIndex = tables[0].Index;
        Symbols = ReadSymbols(tables[0]);
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The sections by index; entry 0 is the null section.</summary>
    public ImmutableArray<ElfSection> Sections { get; }

    /// <summary>The symbols by index.</summary>
    public ImmutableArray<ElfSymbol> Symbols { get; }

    /// <summary>Reads an object file.</summary>
    /// <param name="bytes">The file; kept, not copied.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="BpfFormatException">No ELF file for BPF, or malformed.</exception>
    public static ObjectFile Parse(ReadOnlyMemory<byte> bytes, string name)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.Length < 20 || !span.StartsWith("\u007fELF"u8)) throw Fault(name, "not an ELF file", 0);
        if (span[4] != 2) throw Fault(name, span[4] == 1 ? "32-bit ELF is not supported" : $"expected ELF class 2, found {span[4]}", 4);
        if (span[5] != 1) throw Fault(name, span[5] == 2 ? "big-endian ELF is not supported" : $"expected data encoding 1, found {span[5]}", 5);
        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(span[18..]);
        if (machine != MachineBpf) throw Fault(name, $"expected machine {MachineBpf} (BPF), found {machine}", 18);
        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(span[16..]);
        if (type != 1) throw Fault(name, $"expected a relocatable file (type 1), found type {type}", 16);
        if (span.Length < HeaderSize) throw Fault(name, $"expected a header of {HeaderSize} bytes, found {span.Length}", span.Length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(span[20..]) != 1) throw Fault(name, "expected ELF version 1", 20);
        return new ObjectFile(bytes, name, ReadSections(bytes, name));
    }

    /// <summary>The first section of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public ElfSection? FindSection(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The relocations of a section, by ascending offset; empty when it has none.</summary>
    /// <param name="section">The section they apply to.</param>
    /// <exception cref="BpfFormatException">A relocation is malformed.</exception>
    public ImmutableArray<ElfRelocation> RelocationsOf(ElfSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var relocations = new List<ElfRelocation>();
        foreach (ElfSection table in _relocationTables[(uint)section.Index])
        {
            if (table.Type == ElfSectionType.RelocationsWithAddend)
                throw Fault($"section '{table.Name}': relocations with addends are not supported", table.Offset);
            if (table.Link != _symbolTableIndex || _symbolTableIndex == 0) throw Fault($"section '{table.Name}': no symbol table at {table.Link}", table.Offset);
            CheckTable(table, RelocationSize);
            ReadOnlySpan<byte> data = table.Data.Span;
            for (int at = 0; at < data.Length; at += RelocationSize)
            {
                ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);
                uint type = BinaryPrimitives.ReadUInt32LittleEndian(data[(at + 8)..]);
                uint symbol = BinaryPrimitives.ReadUInt32LittleEndian(data[(at + 12)..]);
                if (offset >= section.Size) throw Fault($"section '{table.Name}': relocation of offset {offset}, '{section.Name}' has {section.Size} bytes", table.Offset + at);
                if (symbol >= (uint)Symbols.Length) throw Fault($"section '{table.Name}': relocation against symbol {symbol} of {Symbols.Length}", table.Offset + at + 12);
                relocations.Add(new ElfRelocation(offset, (ElfRelocationType)type, Symbols[(int)symbol], table.Offset + at));
            }
        }
        relocations.Sort(static (left, right) => left.Offset.CompareTo(right.Offset));
        return [.. relocations];
    }

    internal BpfFormatException Fault(string message, long offset) => Fault(Name, message, offset);

    private static ImmutableArray<ElfSection> ReadSections(ReadOnlyMemory<byte> bytes, string name)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        ulong tableOffset = BinaryPrimitives.ReadUInt64LittleEndian(span[40..]);
        ushort entrySize = BinaryPrimitives.ReadUInt16LittleEndian(span[58..]);
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(span[60..]);
        ushort namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(span[62..]);
        if (count == 0) throw Fault(name, "no sections", 60);
        if (entrySize != SectionHeaderSize) throw Fault(name, $"expected section headers of {SectionHeaderSize} bytes, found {entrySize}", 58);
        if (tableOffset < HeaderSize || tableOffset > (ulong)span.Length || (ulong)span.Length - tableOffset < (ulong)count * SectionHeaderSize)
            throw Fault(name, $"{count} section headers at 0x{tableOffset:x} exceed the file's {span.Length} bytes", 40);
        if (namesIndex >= count) throw Fault(name, $"section of names {namesIndex} of {count}", 62);

        int table = (int)tableOffset;
        var headers = new ElfSection[count];
        for (int i = 0; i < count; i++) headers[i] = ReadHeader(bytes, name, table + (i * SectionHeaderSize), i);
        CheckOverlaps(name, headers, table, count);
        if (headers[namesIndex].Type != ElfSectionType.StringTable) throw Fault(name, $"section {namesIndex} holds no names", 62);
        ReadOnlyMemory<byte> names = headers[namesIndex].Data;
        var sections = ImmutableArray.CreateBuilder<ElfSection>(count);
        for (int i = 0; i < count; i++)
        {
            int at = table + (i * SectionHeaderSize);
            sections.Add(headers[i] with { Name = ReadName(name, names.Span, BinaryPrimitives.ReadUInt32LittleEndian(span[at..]), at) });
        }
        return sections.MoveToImmutable();
    }

    private static ElfSection ReadHeader(ReadOnlyMemory<byte> bytes, string name, int at, int index)
    {
        ReadOnlySpan<byte> header = bytes.Span.Slice(at, SectionHeaderSize);
        var type = (ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        bool hasRoom = type is not (ElfSectionType.NoBits or ElfSectionType.Null);
        if (hasRoom && (offset > (ulong)bytes.Length || (ulong)bytes.Length - offset < size))
            throw Fault(name, $"section {index}: {size} bytes at 0x{offset:x} exceed the file's {bytes.Length} bytes", at + 24);
        return new ElfSection
        {
            Index = index,
            Name = "",
            Type = type,
            Flags = (ElfSectionFlags)BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
            Offset = hasRoom ? (long)offset : at,
            Size = size,
            Link = BinaryPrimitives.ReadUInt32LittleEndian(header[40..]),
            Info = BinaryPrimitives.ReadUInt32LittleEndian(header[44..]),
            Alignment = BinaryPrimitives.ReadUInt64LittleEndian(header[48..]),
            EntrySize = BinaryPrimitives.ReadUInt64LittleEndian(header[56..]),
            Data = hasRoom ? bytes.Slice((int)offset, (int)size) : ReadOnlyMemory<byte>.Empty,
        };
    }

    // Contents of two sections, or contents and headers, in the same bytes: no compiler writes that.
    private static void CheckOverlaps(string name, ElfSection[] sections, int table, int count)
    {
        var extents = new List<(long Start, long End, string What)>
        {
            (0, HeaderSize, "the file header"),
            (table, table + ((long)count * SectionHeaderSize), "the section headers"),
        };
        foreach (ElfSection section in sections)
        {
            if (section.Data.Length > 0) extents.Add((section.Offset, section.Offset + section.Data.Length, $"section {section.Index}"));
        }
        extents.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        for (int i = 1; i < extents.Count; i++)
        {
            if (extents[i].Start < extents[i - 1].End)
                throw Fault(name, $"{extents[i].What} overlaps {extents[i - 1].What}", extents[i].Start);
        }
    }

    private ImmutableArray<ElfSymbol> ReadSymbols(ElfSection table)
    {
        CheckTable(table, SymbolSize);
        if (table.Link >= (uint)Sections.Length || Sections[(int)table.Link].Type != ElfSectionType.StringTable)
            throw Fault($"section '{table.Name}': no string table at {table.Link}", table.Offset);
        ReadOnlySpan<byte> names = Sections[(int)table.Link].Data.Span;
        ReadOnlySpan<byte> data = table.Data.Span;
        var symbols = ImmutableArray.CreateBuilder<ElfSymbol>(data.Length / SymbolSize);
        for (int at = 0; at < data.Length; at += SymbolSize)
        {
            ReadOnlySpan<byte> symbol = data.Slice(at, SymbolSize);
            int section = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]);
            if (section >= Sections.Length && section < ElfSymbol.FirstReservedSection)
                throw Fault($"symbol {at / SymbolSize}: section {section} of {Sections.Length}", table.Offset + at + 6);
            symbols.Add(new ElfSymbol(
                at / SymbolSize,
                ReadName(Name, names, BinaryPrimitives.ReadUInt32LittleEndian(symbol), table.Offset + at),
                (ElfSymbolType)(symbol[4] & 0xf),
                (ElfSymbolBinding)(symbol[4] >> 4),
                (ElfSymbolVisibility)(symbol[5] & 3),
                section,
                BinaryPrimitives.ReadUInt64LittleEndian(symbol[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(symbol[16..])));
        }
        return symbols.MoveToImmutable();
    }

    private void CheckTable(ElfSection table, int entrySize)
    {
        if (table.EntrySize != (ulong)entrySize) throw Fault($"section '{table.Name}': expected entries of {entrySize} bytes, found {table.EntrySize}", table.Offset);
        if (table.Data.Length % entrySize != 0) throw Fault($"section '{table.Name}': {table.Data.Length} bytes are no multiple of {entrySize}", table.Offset);
    }

    private static string ReadName(string file, ReadOnlySpan<byte> names, uint offset, long at)
    {
        if (offset == 0) return "";
        if (offset >= (uint)names.Length) throw Fault(file, $"name at {offset} lies outside the {names.Length} bytes of names", at);
        ReadOnlySpan<byte> rest = names[(int)offset..];
        int length = rest[..Math.Min(rest.Length, MaxNameLength + 1)].IndexOf((byte)0);
        if (length < 0) throw Fault(file, $"a name without end, or of more than {MaxNameLength} bytes", at);
        // Decoded otherwise, two names could become one, or another one.
        return Utf8.IsValid(rest[..length]) ? Encoding.UTF8.GetString(rest[..length]) : throw Fault(file, "a name in UTF-8 expected", at);
    }

    private static BpfFormatException Fault(string file, string message, long offset) => new($"{file}: {message}", offset);
}
