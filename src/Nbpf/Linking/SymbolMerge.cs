using Nbpf.Elf;

namespace Nbpf.Linking;

/// <summary>
/// The symbols of the linked object. Local ones are taken as they are, whatever their names; of the others there is one of
/// each name, and a definition takes the place of declarations, a strong definition that of a weak one.
/// </summary>
internal sealed class SymbolMerge(TypeMerge types)
{
    private const string MapSection = ".maps";

    private readonly List<OutputSymbol> _symbols = [];
    private readonly Dictionary<string, OutputSymbol> _shared = new(StringComparer.Ordinal);

    // Of the file that is being added, with each of the files before it.
    private readonly Dictionary<LinkInput, TypeAgreement> _agreements = [];

    /// <summary>All symbols, in the order in which files bring them.</summary>
    internal IReadOnlyList<OutputSymbol> Symbols => _symbols;

    /// <summary>The global, weak or extern symbol of a name, or null.</summary>
    internal OutputSymbol? Find(string name) => _shared.GetValueOrDefault(name);

    /// <summary>Adds the symbols of a file whose sections have been added.</summary>
    /// <returns>What became of each of its symbols, by index; null for what is left out with its section.</returns>
    internal OutputSymbol?[] Add(LinkInput input)
    {
        _agreements.Clear();
        var described = new SymbolTypes(input);
        var map = new OutputSymbol?[input.File.Symbols.Length];
        foreach (ElfSymbol symbol in input.File.Symbols)
        {
            if (symbol.Index == 0) continue;
            InputSection? section = symbol.IsUndefined || symbol.SectionIndex >= ElfSymbol.FirstReservedSection ? null : input.Sections[symbol.SectionIndex];
            if (section is { IsSkipped: true }) continue;
            map[symbol.Index] = symbol.Binding == ElfSymbolBinding.Local ? AddLocal(symbol, section) : AddShared(input, symbol, section, described);
        }
        return map;
    }

    private OutputSymbol AddLocal(ElfSymbol symbol, InputSection? section)
    {
        // A section's symbol is at its start, wherever the part of this file is.
        return symbol.Type == ElfSymbolType.Section && section?.Output is { } output
            ? output.SectionSymbol ??= AddNew(symbol, output, offset: 0)
            : AddNew(symbol, section?.Output, section?.OutputOffset ?? 0);
    }

    private OutputSymbol AddNew(ElfSymbol symbol, OutputSection? section, ulong offset)
    {
        var added = new OutputSymbol
        {
            Name = symbol.Name,
            Type = symbol.Type,
            Binding = symbol.Binding,
            Visibility = symbol.Visibility,
            Section = section,
            ReservedSection = symbol.SectionIndex >= ElfSymbol.FirstReservedSection ? symbol.SectionIndex : 0,
            Value = offset + symbol.Value,
            Size = symbol.Size,
        };
        _symbols.Add(added);
        return added;
    }

    private OutputSymbol AddShared(LinkInput input, ElfSymbol symbol, InputSection? section, SymbolTypes described)
    {
        if (symbol.SectionIndex >= ElfSymbol.FirstReservedSection)
            throw input.Refuse($"symbol '{symbol.Name}' has no section: a global variable without initial value needs -fno-common");
        (BtfType description, string? typeSection) = described.Find(symbol.Name);
        OutputSection? place = section?.Output;
        if (symbol.IsUndefined && typeSection is not null and not LinkInput.ExternSection) place = input.FindSection(typeSection)?.Output;
        if (_shared.TryGetValue(symbol.Name, out OutputSymbol? known))
        {
            Merge(input, symbol, section, known, description, place);
            return known;
        }
        OutputSymbol added = AddNew(symbol, section?.Output, section?.OutputOffset ?? 0);
        added.TypeSection = place;
        added.IsExtern = symbol.IsUndefined;
        added.IsWeak = symbol.Binding == ElfSymbolBinding.Weak;
        added.Description = description;
        added.Describer = input;
        _shared.Add(symbol.Name, added);
        return added;
    }

    private void Merge(LinkInput input, ElfSymbol symbol, InputSection? section, OutputSymbol known, BtfType description, OutputSection? place)
    {
        bool isWeak = symbol.Binding == ElfSymbolBinding.Weak;
        if (!symbol.IsUndefined && !known.IsExtern && !known.IsWeak && !isWeak)
            throw input.Refuse($"symbol '{symbol.Name}' is defined already, in '{known.Describer!.File.Name}', and neither definition is weak");
        if (known.Describer == input) throw input.File.Fault($"two symbols are named '{symbol.Name}'", 0);
        if (Conflict(known, description, input) is { } conflict)
            throw input.Refuse($"symbol '{symbol.Name}' is not of the type it has in '{known.Describer!.File.Name}': {conflict}");
        if (!isWeak) (known.Binding, known.IsWeak) = (ElfSymbolBinding.Global, false);
        if (symbol.Visibility > known.Visibility) known.Visibility = symbol.Visibility;
        // A declaration adds nothing more, nor does a weak definition to what is defined.
        if (symbol.IsUndefined || (isWeak && !known.IsExtern)) return;
        types.Complete(known, description);
        known.Type = symbol.Type;
        known.Section = section!.Output;
        known.Value = section.OutputOffset + symbol.Value;
        known.Size = symbol.Size;
        known.TypeSection = place;
        known.IsExtern = false;
        known.Description = description;
        known.Describer = input;
        known.NeedsType = true;
    }

    private string? Conflict(OutputSymbol known, BtfType description, LinkInput input)
    {
        LinkInput describer = known.Describer!;
        if (!_agreements.TryGetValue(describer, out TypeAgreement? types)) _agreements.Add(describer, types = new TypeAgreement());
        return known.TypeSection is { Name: MapSection }
            ? new MapAgreement(types).Conflict(known.Description, describer, description, input)
            : types.Conflict(known.Description, description);
    }
}
