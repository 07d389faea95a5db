using Nbpf.Elf;

namespace Nbpf.Linking;

/// <summary>
/// Links object files that clang makes for BPF into one, as <c>bpftool gen object</c> and libbpf's bpf_linker do: sections of
/// a name are put together, declarations find their definitions, a strong definition takes the place of a weak one, and the
/// types of all files become one BTF without repetitions. What no file defines stays extern, so that the result may be linked
/// again, or its symbols are those of the kernel. Linking one file deduplicates its BTF and drops its debugging information.
/// Not thread-safe.
/// </summary>
/// <example>
/// <code>
/// var linker = new ObjectLinker();
/// foreach (string path in paths) linker.Add(File.ReadAllBytes(path), path);
/// File.WriteAllBytes("linked.bpf.o", linker.ToBytes());
/// </code>
/// </example>
public sealed class ObjectLinker
{
    private readonly SectionMerge _sections = new();
    private readonly TypeMerge _types = new();
    private readonly SymbolMerge _symbols;
    private bool _isBroken;

    /// <summary>Starts without a file.</summary>
    public ObjectLinker() => _symbols = new SymbolMerge(_types);

    /// <summary>Adds a file. The order of files is the order of what is put together, and decides nothing else.</summary>
    /// <param name="bytes">The file; kept until the end, not copied.</param>
    /// <param name="fileName">Its name, for messages.</param>
    /// <exception cref="BpfFormatException">The file is malformed.</exception>
    /// <exception cref="ObjectLinkException">
    /// It does not go with the files before it: a second strong definition, another type, another license; or it has what
    /// cannot be linked. After either exception the linker is of no more use.
    /// </exception>
    public void Add(ReadOnlyMemory<byte> bytes, string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ThrowIfBroken();
        _isBroken = true;
        var input = new LinkInput(bytes, fileName);
        _sections.Add(input);
        RelocationMerge.Add(input, _symbols.Add(input));
        ExtensionMerge.Add(input, _types.Add(input, _symbols), _types.Store.Strings);
        _isBroken = false;
    }

    /// <summary>The linked object as an ELF file.</summary>
    /// <exception cref="BpfFormatException">The types of the files refer to each other in circles that no struct interrupts.</exception>
    /// <exception cref="ObjectLinkException">The sum of the files is larger than ELF or BTF can say.</exception>
    public byte[] ToBytes()
    {
        ThrowIfBroken();
        _isBroken = true;
        var builder = new ObjectFileBuilder();
        Dictionary<OutputSection, int> sectionIndexes = AddSections(builder);
        AddTypes(builder);
        AddSymbols(builder, sectionIndexes);
        return builder.ToBytes();
    }

    private Dictionary<OutputSection, int> AddSections(ObjectFileBuilder builder)
    {
        var indexes = new Dictionary<OutputSection, int>();
        foreach (OutputSection section in _sections.Sections)
        {
            if (!section.IsInElf) continue;
            indexes.Add(section, section.Type == ElfSectionType.NoBits
                ? builder.AddZeroSection(section.Name, section.Flags, section.Alignment, section.Size)
                : builder.AddSection(section.Name, section.Flags, section.Alignment, section.Contents, section.EntrySize));
        }
        return indexes;
    }

    private void AddTypes(ObjectFileBuilder builder)
    {
        if (_types.Store.Count == 1) return;
        _types.AddSections(_sections.Sections);
        BtfTypeStore types = BtfDeduplication.Run(_types.Store, out uint[] newIds);
        byte[] extension = ExtensionMerge.Write(_sections.Sections, newIds, types.Strings);
        builder.AddSection(".BTF", ElfSectionFlags.None, 8, types.ToBytes());
        if (extension.Length > 0) builder.AddSection(".BTF.ext", ElfSectionFlags.None, 8, extension);
    }

    private void AddSymbols(ObjectFileBuilder builder, Dictionary<OutputSection, int> sectionIndexes)
    {
        var numbers = new Dictionary<OutputSymbol, int>();
        foreach (OutputSymbol symbol in _symbols.Symbols)
        {
            int section = symbol.Section is { } output ? sectionIndexes[output] : symbol.ReservedSection;
            numbers.Add(symbol, builder.AddSymbol(new ElfSymbol(0, symbol.Name, symbol.Type, symbol.Binding, symbol.Visibility, section, symbol.Value, symbol.Size)));
        }
        foreach ((OutputSection section, int index) in sectionIndexes)
        {
            foreach ((ulong offset, ElfRelocationType type, OutputSymbol symbol) in section.Relocations) builder.AddRelocation(index, offset, type, numbers[symbol]);
        }
    }

    private void ThrowIfBroken()
    {
        if (_isBroken) throw new InvalidOperationException("an earlier call failed or the object has been written: start a new linker");
    }
}
