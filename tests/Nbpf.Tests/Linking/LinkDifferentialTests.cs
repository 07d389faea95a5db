using System.Text.RegularExpressions;
using Nbpf.Elf;
using Nbpf.Linking;
using Xunit;

namespace Nbpf.Tests.Linking;

/// <summary>What the linker makes of files against what bpftool's makes of them.</summary>
public sealed partial class LinkDifferentialTests
{
    public static TheoryData<LinkPair> Pairs => [.. LinkPairs.All];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Link_OfTwoFiles_IsBpftools(LinkPair pair)
    {
        string first = TestObject.Snippet(pair.First, pair.Options), second = TestObject.Snippet(pair.Second, pair.Options);
        CompareVerdict(pair, first, second);
        CompareVerdict(pair, second, first);
    }

    [Theory]
    [InlineData("main", "library")]
    [InlineData("library", "main")]
    [InlineData("main")]
    [InlineData("library")]
    public void Link_OfWholePrograms_IsBpftools(params string[] names)
    {
        string[] paths = [.. names.Select(static name => TestObject.File(name))];
        (byte[]? expected, string error) = TestObject.LinkWithBpftool(paths);
        Assert.True(expected is not null, error);
        AssertEqual(expected, TestObject.Link(paths));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Link_OfOneFile_IsBpftools(LinkPair pair)
    {
        CompareVerdict(pair with { Symbol = pair.Symbol ?? "" }, TestObject.Snippet(pair.Second, pair.Options));
    }

    private static void CompareVerdict(LinkPair pair, params string[] paths)
    {
        (byte[]? expected, string error) = TestObject.LinkWithBpftool(paths);
        byte[]? actual = null;
        string message = "";
        try
        {
            actual = TestObject.Link(paths);
        }
        catch (Exception refusal) when (refusal is ObjectLinkException or BpfFormatException)
        {
            message = refusal.Message;
        }
        if (pair.Departure is not null && paths.Length > 1)
        {
            Assert.True(expected is null, "bpftool links it after all: no longer a departure");
            Assert.NotEmpty(ObjectFile.Parse(actual, "nbpf.o").Symbols);
            return;
        }
        if (expected is null)
        {
            Assert.True(actual is null, $"linked what bpftool refuses: {error}");
            Assert.NotNull(pair.Symbol);
            Assert.Contains($"'{pair.Symbol}'", message, StringComparison.Ordinal);
            Assert.Contains(paths, path => message.StartsWith(path + ": ", StringComparison.Ordinal));
            return;
        }
        Assert.True(actual is not null, $"refused what bpftool links: {message}");
        AssertEqual(expected, actual);
    }

    private static void AssertEqual(byte[] expected, byte[] actual)
    {
        ObjectFile bpftools = ObjectFile.Parse(expected, "bpftool.o"), ours = ObjectFile.Parse(actual, "nbpf.o");
        Assert.Equal(LinkFacts.Sections(bpftools), LinkFacts.Sections(ours));
        Assert.Equal(LinkFacts.Symbols(bpftools), LinkFacts.Symbols(ours));
        Assert.Equal(LinkFacts.Relocations(bpftools), LinkFacts.Relocations(ours));
        if (ours.FindSection(".BTF") is null)
        {
            Assert.Null(bpftools.FindSection(".BTF"));
            return;
        }
        LinkFacts.CheckVariablePlaces(ours);
        string[] expectedTypes = Types(expected, ours), actualTypes = Types(actual, ours);
        if (expectedTypes.SequenceEqual(actualTypes))
        {
            Assert.Equal(LinkFacts.Records(bpftools), LinkFacts.Records(ours));
            return;
        }
        // bpftool before 7.2 leaves declarations apart that no struct leads to. With them resolved its types are ours.
        Btf resolved = BtfDeduplication.Run(Btf.Parse(bpftools.FindSection(".BTF")!.Data));
        var file = new ObjectFileBuilder();
        file.AddSection(".BTF", ElfSectionFlags.None, 4, resolved.Bytes);
        Assert.Equal(Types(file.ToBytes(), ours), actualTypes);
    }

    // bpftool leaves a variable in its DATASEC where its declaration or weak definition was. Where it is says its symbol.
    private static string[] Types(byte[] file, ObjectFile ours)
    {
        var shared = ours.Symbols.Where(static symbol => symbol.Binding != ElfSymbolBinding.Local).Select(static symbol => symbol.Name).ToHashSet(StringComparer.Ordinal);
        return [.. TestObject.DumpTypes(file, "raw").Split('\n')
            .Select(line => SectionVariable().Match(line) is { Success: true } match && shared.Contains(match.Groups["name"].Value) ? line.Replace($" {match.Groups["offset"].Value} ", " ", StringComparison.Ordinal) : line)];
    }

    [GeneratedRegex(@"^\ttype_id=\d+ (?<offset>offset=\d+) size=\d+ \(VAR '(?<name>[^']*)'\)$")]
    private static partial Regex SectionVariable();
}
