using Nbpf.Elf;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.ElfFormat;

/// <summary>What is written is read again, by us and without complaint by LLVM's reader.</summary>
public sealed class ObjectFileBuilderTests
{
    [Fact]
    public void ToBytes_OfEveryObjectOfTheCorpus_ReadsAsItWas()
    {
        foreach ((string name, byte[] bytes) in Fuzz.SeedFiles.Objects())
        {
            ObjectFile original = ObjectFile.Parse(bytes, name), written = ObjectFile.Parse(Rewrite(original), name);
            Assert.Equal(Contents(original), Contents(written));
            Assert.Equal(Symbols(original).Order(StringComparer.Ordinal), Symbols(written).Order(StringComparer.Ordinal));
            Assert.Equal(Relocations(original).Order(StringComparer.Ordinal), Relocations(written).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void ToBytes_ReadByLlvm_IsWellFormed()
    {
        string? reader = ToolRun.Find("llvm-readelf-19");
        Assert.SkipWhen(reader is null, "llvm-19 is not installed");
        foreach ((string name, byte[] bytes) in Fuzz.SeedFiles.Objects())
        {
            string path = Path.GetTempFileName();
            try
            {
                File.WriteAllBytes(path, Rewrite(ObjectFile.Parse(bytes, name)));
                (int exitCode, string output, string error) = ToolRun.Run(reader, ["--all", path]);
                Assert.Equal((0, ""), (exitCode, error));
                Assert.Contains("Machine:                           EM_BPF", output, StringComparison.Ordinal);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public void AddSymbol_InASectionThatIsNot_Throws()
    {
        var builder = new ObjectFileBuilder();

        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddSymbol(new ElfSymbol(0, "x", ElfSymbolType.Object, ElfSymbolBinding.Global, ElfSymbolVisibility.Default, 1, 0, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddSection(".data", ElfSectionFlags.None, 3, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddRelocation(1, 0, ElfRelocationType.Call32, 0));
    }

    private static byte[] Rewrite(ObjectFile file)
    {
        var builder = new ObjectFileBuilder();
        var sections = new Dictionary<int, int> { [0] = 0 };
        foreach (ElfSection section in file.Sections.Where(IsContent))
        {
            sections.Add(section.Index, section.Type == ElfSectionType.NoBits
                ? builder.AddZeroSection(section.Name, section.Flags, section.Alignment, section.Size)
                : builder.AddSection(section.Name, section.Flags, section.Alignment, section.Data, section.EntrySize));
        }
        var numbers = new Dictionary<int, int>();
        foreach (ElfSymbol symbol in file.Symbols.Skip(1))
            numbers.Add(symbol.Index, builder.AddSymbol(symbol.SectionIndex < ElfSymbol.FirstReservedSection ? symbol with { SectionIndex = sections[symbol.SectionIndex] } : symbol));
        foreach (ElfSection section in file.Sections.Where(IsContent))
        {
            foreach (ElfRelocation relocation in file.RelocationsOf(section)) builder.AddRelocation(sections[section.Index], relocation.Offset, relocation.Type, numbers[relocation.Symbol.Index]);
        }
        return builder.ToBytes();
    }

    private static bool IsContent(ElfSection section) => section.Type is ElfSectionType.ProgramBits or ElfSectionType.NoBits;

    private static IEnumerable<string> Contents(ObjectFile file) => file.Sections.Where(IsContent)
        .Select(static section => $"{section.Name} {section.Type} {section.Flags} {section.Alignment} {section.Size} {Convert.ToHexString(section.Data.Span)}");

    private static IEnumerable<string> Symbols(ObjectFile file) => file.Symbols
        .Select(symbol => $"{symbol.Name} {symbol.Type} {symbol.Binding} {symbol.Visibility} {symbol.Value} {symbol.Size} {Section(file, symbol)}");

    private static IEnumerable<string> Relocations(ObjectFile file) => file.Sections.Where(IsContent)
        .SelectMany(section => file.RelocationsOf(section).Select(relocation => $"{section.Name} {relocation.Offset} {relocation.Type} {relocation.Symbol.Name} {Section(file, relocation.Symbol)}"));

    private static string Section(ObjectFile file, ElfSymbol symbol) => symbol.SectionIndex < file.Sections.Length ? file.Sections[symbol.SectionIndex].Name : $"{symbol.SectionIndex:x}";
}
