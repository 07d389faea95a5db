using System.Numerics;
using Nbpf.Elf;

namespace Nbpf.Linking;

/// <summary>A file that is being linked: read, checked as libbpf's linker checks it, and its sections found by BTF and by name.</summary>
internal sealed class LinkInput
{
    /// <summary>The DATASEC in which clang puts extern variables that ask for no section.</summary>
    internal const string ExternSection = ".extern";

    private readonly Dictionary<string, InputSection> _byName = new(StringComparer.Ordinal);
    private readonly List<InputSection> _sections = [];
    private readonly Dictionary<(int Section, string Name), ElfSymbol> _variables = [];

    internal LinkInput(ReadOnlyMemory<byte> bytes, string fileName)
    {
        File = ObjectFile.Parse(bytes, fileName);
        foreach (ElfSection section in File.Sections)
        {
            var input = new InputSection(section.Name, section);
            _sections.Add(input);
            if (section.Index == 0) continue;
            CheckSection(section);
            _byName.TryAdd(section.Name, input);
        }
        if (File.Symbols.IsEmpty) throw File.Fault("no symbols", 0);
        foreach (ElfSymbol symbol in File.Symbols) CheckSymbol(symbol);
        ElfSection? types = Contents(".BTF"), extension = Contents(".BTF.ext");
        if (types is not null)
        {
            Btf = Btf.Parse(types.Data, types.Offset);
            TypeOffset = types.Offset;
        }
        if (extension is not null)
            Extension = BtfExt.Parse(extension.Data, Btf ?? throw File.Fault("section '.BTF.ext' without section '.BTF'", extension.Offset), extension.Offset);
        FindTypeSections();
    }

    /// <summary>The file.</summary>
    internal ObjectFile File { get; }

    /// <summary>Its types, or null.</summary>
    internal Btf? Btf { get; }

    /// <summary>Where its BTF starts in the file.</summary>
    internal long TypeOffset { get; }

    /// <summary>Functions, lines and CO-RE relocations.</summary>
    internal BtfExt Extension { get; } = BtfExt.Empty;

    /// <summary>Its sections: those of ELF by index, then those that only BTF knows.</summary>
    internal IReadOnlyList<InputSection> Sections => _sections;

    /// <summary>The section of a name, or null.</summary>
    internal InputSection? FindSection(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Where BTF's variable is in its section: clang leaves it to the symbol.</summary>
    internal uint OffsetOf(InputSection section, BtfSectionVariable place)
    {
        BtfType type = Btf![place.TypeId];
        if (type.Kind != BtfKind.Var || type.Linkage != BtfLinkage.Global) return place.Offset;
        return _variables.TryGetValue((section.Elf?.Index ?? 0, type.Name), out ElfSymbol symbol)
            ? (uint)Math.Min(symbol.Value, uint.MaxValue)
            : throw Refuse($"no symbol for variable '{type.Name}' of section '{section.Name}'");
    }

    /// <summary>The exception for something of this file that cannot be linked.</summary>
    internal ObjectLinkException Refuse(string message) => new(File.Name, message);

    private ElfSection? Contents(string name) => File.FindSection(name) is { Type: ElfSectionType.ProgramBits } section ? section : null;

    private void CheckSection(ElfSection section)
    {
        if (section.Name.Length == 0) throw File.Fault($"section {section.Index} has no name", section.Offset);
        if (section.Alignment != 0 && !BitOperations.IsPow2(section.Alignment))
            throw File.Fault($"section '{section.Name}': alignment {section.Alignment} is no power of two", section.Offset);
        switch (section.Type)
        {
            case ElfSectionType.ProgramBits when section.IsCode && section.Size % Isa.Instruction.SizeBytes != 0:
                throw File.Fault($"section '{section.Name}': {section.Size} bytes are no multiple of {Isa.Instruction.SizeBytes}", section.Offset);
            case ElfSectionType.ProgramBits or ElfSectionType.NoBits or ElfSectionType.SymbolTable or ElfSectionType.StringTable
                or ElfSectionType.LlvmAddressSignificance:
                return;
            case ElfSectionType.Relocations:
                if (section.Info == 0 || section.Info >= (uint)File.Sections.Length || section.Name != ".rel" + File.Sections[(int)section.Info].Name)
                    throw File.Fault($"section '{section.Name}': its name is not that of section {section.Info}, which it relocates", section.Offset);
                return;
            default:
                throw File.Fault($"section '{section.Name}': type {(uint)section.Type} cannot be linked", section.Offset);
        }
    }

    private void CheckSymbol(ElfSymbol symbol)
    {
        if (symbol.Index == 0)
        {
            if (symbol with { Index = 0 } != new ElfSymbol() with { Name = "" }) throw Malformed(symbol, "the first symbol is not empty");
            return;
        }
        if (symbol.Binding is not (ElfSymbolBinding.Local or ElfSymbolBinding.Global or ElfSymbolBinding.Weak))
            throw Malformed(symbol, $"binding {(int)symbol.Binding}, expected local, global or weak");
        if (symbol.Visibility is not (ElfSymbolVisibility.Default or ElfSymbolVisibility.Hidden))
            throw Malformed(symbol, $"visibility {(int)symbol.Visibility}, expected default or hidden");
        if (symbol.IsUndefined && (symbol.Type != ElfSymbolType.None || symbol.Binding == ElfSymbolBinding.Local || symbol.Value != 0 || symbol.Size != 0))
            throw Malformed(symbol, "an extern that is local or has a type, value or size");
        if (symbol is { Type: ElfSymbolType.Section, Value: not 0 }) throw Malformed(symbol, $"a section's symbol at {symbol.Value}");
        if (symbol.Type == ElfSymbolType.Object) _variables.TryAdd((symbol.SectionIndex, symbol.Name), symbol);
    }

    private BpfFormatException Malformed(ElfSymbol symbol, string message) =>
        File.Fault($"symbol {symbol.Index} ('{symbol.Name}'): {message}", File.Sections.First(static section => section.Type == ElfSectionType.SymbolTable).Offset + (24 * symbol.Index));

    // Sections of BTF that ELF has not are those of externs; only the one for externs of no section is not kept.
    private void FindTypeSections()
    {
        if (Btf is null) return;
        foreach (BtfType type in Btf.Types)
        {
            if (type.Kind != BtfKind.Datasec) continue;
            string name = type.Name;
            if (!_byName.TryGetValue(name, out InputSection? section))
            {
                if (name == ExternSection) continue;
                section = new InputSection(name, null);
                _sections.Add(section);
                _byName.Add(name, section);
            }
            section.TypeId = type.Id;
        }
    }
}
