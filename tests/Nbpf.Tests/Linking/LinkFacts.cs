using Nbpf.Elf;
using Xunit;

namespace Nbpf.Tests.Linking;

/// <summary>What a linked object says but for its order, as lines to compare: sections, symbols, relocations, and records of .BTF.ext.</summary>
internal static class LinkFacts
{
    internal static string[] Sections(ObjectFile file) =>
    [
        .. file.Sections.Where(IsContent)
            .Select(static section => $"{section.Name} type {section.Type} flags {(ulong)section.Flags} align {section.Alignment} size {section.Size} entry {section.EntrySize}: {Convert.ToHexStringLower(section.Data.Span)}"),
    ];

    internal static string[] Symbols(ObjectFile file) =>
        [.. file.Symbols.Select(symbol => $"{Describe(file, symbol)} {symbol.Type} {symbol.Binding} {symbol.Visibility} value {symbol.Value} size {symbol.Size}").Order(StringComparer.Ordinal)];

    internal static string[] Relocations(ObjectFile file) =>
    [
        .. file.Sections.Where(IsContent).SelectMany(section => file.RelocationsOf(section)
            .Select(relocation => $"{section.Name}+{relocation.Offset} {relocation.Type} {Describe(file, relocation.Symbol)}+{relocation.Symbol.Value}")).Order(StringComparer.Ordinal),
    ];

    // Strings may stand elsewhere, so they are compared as texts.
    internal static string[] Records(ObjectFile file)
    {
        if (file.FindSection(".BTF.ext") is not { } section) return [];
        Btf btf = Btf.Parse(file.FindSection(".BTF")!.Data);
        BtfExt records = BtfExt.Parse(section.Data, btf);
        return
        [
            .. records.Functions.SelectMany(static pair => pair.Value.Select(record => $"{pair.Key} {record}")).Order(StringComparer.Ordinal),
            .. records.Lines.SelectMany(pair => pair.Value.Select(record => $"{pair.Key} {record.InstructionIndex} {btf.StringAt(record.FileNameOffset)}:{record.Line}:{record.Column} {btf.StringAt(record.LineOffset)}")).Order(StringComparer.Ordinal),
            .. records.CoreRelocations.SelectMany(static pair => pair.Value.Select(record => $"{pair.Key} {record}")).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Every global variable is in BTF where its symbol is.</summary>
    internal static void CheckVariablePlaces(ObjectFile file)
    {
        Btf btf = Btf.Parse(file.FindSection(".BTF")!.Data);
        foreach (BtfType section in btf.Types.Where(static type => type.Kind == BtfKind.Datasec))
        {
            foreach (BtfSectionVariable place in section.SectionVariables)
            {
                BtfType variable = btf[place.TypeId];
                if (variable.Kind != BtfKind.Var || variable.Linkage != BtfLinkage.Global) continue;
                ElfSymbol symbol = Assert.Single(file.Symbols, symbol => symbol.Name == variable.Name && symbol.Binding != ElfSymbolBinding.Local);
                Assert.Equal((section.Name, symbol.Value), (file.Sections[symbol.SectionIndex].Name, place.Offset));
                Assert.Equal(symbol.Size, place.Size);
            }
        }
    }

    private static bool IsContent(ElfSection section) =>
        section.Type is ElfSectionType.ProgramBits or ElfSectionType.NoBits && section.Name is not (".BTF" or ".BTF.ext");

    private static string Describe(ObjectFile file, ElfSymbol symbol)
    {
        // bpftool puts maps that are declared and not defined into section .maps, where they would be taken for its first map.
        if (symbol is { Type: ElfSymbolType.None, Binding: not ElfSymbolBinding.Local }) return $"{symbol.Name}, extern";
        string section = symbol.SectionIndex < file.Sections.Length ? file.Sections[symbol.SectionIndex].Name : symbol.SectionIndex.ToString("x", null);
        return $"{symbol.Name}@{section}";
    }
}
