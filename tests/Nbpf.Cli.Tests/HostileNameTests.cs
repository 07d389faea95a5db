using System.Text;
using System.Text.Json;
using Nbpf.Cli.Demo;
using Nbpf.Cli.Features;
using Nbpf.Cli.Links;
using Nbpf.Cli.Programs;
using Nbpf.Cli.Shell;
using Nbpf.Cli.Streams;
using Nbpf.Dump;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Names of files that would end a line, move the cursor or turn the text around are shown, wherever plain text goes to standard output.</summary>
public sealed class HostileNameTests : IDisposable
{
    private const string Name = "x\n\u001b[2J\u0085\u2028\u202e\u007f\ry", Shown = @"x\x0a\x1b[2J\x85\u2028\u202e\x7f\x0dy";

    private readonly string _directory = Directory.CreateTempSubdirectory("nbpf-names-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Verify_ProgramWhoseNameIsARow_IsOneRow()
    {
        // The symbol's name, the last of the file: .BTF has the same name before it.
        CommandRun run = CommandRun.Of("verify", Changed("maglev\0", "a\n\u001b[2J\0", isLast: true));

        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(@"a\x0a\x1b[2J  xdp   ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void VerifyJson_ProgramWhoseNameIsARow_IsTheSameName()
    {
        CommandRun run = CommandRun.Of("verify", "--json", Changed("maglev\0", "a\n\u202ee\0", isLast: true));

        Assert.DoesNotContain('\u202e', run.Output);
        Assert.Equal("a\n\u202ee", JsonDocument.Parse(run.Output).RootElement[0].GetProperty("program").GetString());
    }

    [Fact]
    public void Diff_ProgramWhoseNameIsARow_IsOneRow()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        CommandRun run = CommandRun.Of("diff", Changed("maglev\0", "a\n\u001b[2J\0", isLast: true));

        Assert.DoesNotContain('\u001b', run.Output);
        Assert.All(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2), static line => Assert.StartsWith(@"  a\x0a\x1b[2J  xdp", line, StringComparison.Ordinal));
    }

    [Fact]
    public void DumpXlated_SourceLinesAndFilesWithSuchCharacters_AreOneLineEach()
    {
        string file = Changed("int maglev(struct xdp_md *ctx)", "int\nmaglev(\u001b[2Jct xdp_md *ctx)");
        string[] before = CommandRun.Of("prog", "dump", "xlated", "object", CommandRun.Maglev, "linum").Output.Split('\n');
        CommandRun run = CommandRun.Of("prog", "dump", "xlated", "object", file, "linum");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(before.Length, run.Output.Split('\n').Length);
        Assert.Contains(@"; int\x0amaglev(\x1b[2Jct xdp_md *ctx) [file:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void XlatedText_NamesWithSuchCharacters_AreOneLineEachAndTabsOfSourceStay()
    {
        XlatedLine line = new(0, $"call {Name}#1", default, null, $"int {Name}(void)", new SourceLine($"a\tb {Name}", Name, 1, 2));

        Assert.Equal($"int {Shown}(void):\n; a\tb {Shown} [file:{Shown} line_num:1 line_col:2]\n   0: call {Shown}#1\n", XlatedText.Format([line], lineNumbers: true));
    }

    [Theory]
    [InlineData("raw", $"[2] STRUCT '{Shown}' size=4 vlen=1\n\t'{Shown}' type_id=1 bits_offset=0\n[3] TYPEDEF '{Shown}' type_id=1\n")]
    [InlineData("c", $"struct {Shown}___2 {{\n\t{Shown} {Shown};\n}};\n\n")]
    public void BtfDump_NamesWithSuchCharacters_AreShown(string format, string part)
    {
        BtfBuilder types = new();
        uint number = types.AddInteger(format == "raw" ? "int" : Name, 4, BtfIntegerEncoding.Signed);
        types.AddComposite(BtfKind.Struct, Name, 4, new BtfMember(Name, number, 0, 0));
        types.AddReference(BtfKind.Typedef, number, Name);
        types.AddEnum(Name, 4, isSigned: false, new BtfEnumerator(Name, 1));
        types.AddReference(BtfKind.Ptr, types.AddReference(BtfKind.TypeTag, number, Name));
        string file = Path.Combine(_directory, "types");
        File.WriteAllBytes(file, types.ToBytes());

        CommandRun run = CommandRun.Of("btf", "dump", "file", file, "format", format);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(part, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output, static letter => letter != '\n' && letter != '\t' && (char.IsControl(letter) || letter is '\u2028' or '\u202e'));
    }

    [Fact]
    public void Show_ProgramsAndLinksWithSuchNames_AreTheLinesTheyWere()
    {
        ProgInfo program = Program();
        Assert.Equal(
            Text(output => ProgramListing.WriteText(output, program with { Name = "plain" })).Replace("plain", Shown, StringComparison.Ordinal),
            Text(output => ProgramListing.WriteText(output, program with { Name = Name })));
        Assert.Equal(
            $"1: raw_tracepoint  prog 2\n\ttp '{Shown}'\n",
            Text(static output => LinkListing.WriteText(output, null!, new LinkInfo(LinkType.RawTracepoint, 1, 2, new LinkHook.RawTracepoint(Name, 0)))));
    }

    [Fact]
    public void Feature_FunctionsWithSuchNames_AreOneLineEach()
    {
        FeatureSection empty = new("key", "title", "TITLE", []);
        FeatureReport report = new(null, empty, empty, empty, [], empty, empty, [Name]);

        Assert.Contains($"\n\t- {Shown}\n\n", Text(output => FeatureText.Write(output, report)), StringComparison.Ordinal);
        Assert.Contains($"\n#define HAVE_KFUNC_{Shown}\n", Text(output => FeatureMacros.Write(output, report, "")), StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_OutputWithSuchAName_IsOneLine()
    {
        DemoReport report = new([], 0, new DemoModelReport(0, 0, 0, 0, 0), 1, null, new Dictionary<Nbpf.Maglev.Capture.TrafficClass, IReadOnlyDictionary<XdpAction, int>>(), "", "", Name);

        Assert.EndsWith($"\nforwarded packets: {Shown}\n", Text(output => DemoText.Write(output, report)), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_WithSuchCharacters_KeepsItsLinesAlone() =>
        Assert.Equal("a\n\tb\\x1b[2J\\u202e\n", Text(static output => output.Write(new StringBuilder("a\n\tb\u001b[2J\u202e\n"))));

    [Fact]
    public void Table_CellsWithSuchCharacters_AreAsWideAsTheyAreShown() =>
        Assert.Equal(["a       b", @"x\x0ay  z"], TextTable.Lines([["a", "b"], ["x\ny", "z"]]));

    private static string Text(Action<TextWriter> write)
    {
        StringWriter text = new() { NewLine = "\n" };
        using PlainTextWriter output = new(text);
        write(output);
        return text.ToString();
    }

    private static ProgInfo Program()
    {
        using Nbpf.Runtime.BpfRuntime kernel = new();
        using BpfObject loaded = BpfObject.Load(kernel, CommandRun.Maglev);
        return loaded.Program("maglev").Info;
    }

    /// <summary>The data plane's object with other bytes of the same number.</summary>
    private string Changed(string from, string to, bool isLast = false)
    {
        byte[] bytes = File.ReadAllBytes(CommandRun.Maglev), old = Encoding.UTF8.GetBytes(from), other = Encoding.UTF8.GetBytes(to);
        Assert.Equal(old.Length, other.Length);
        int at = isLast ? bytes.AsSpan().LastIndexOf(old) : bytes.AsSpan().IndexOf(old);
        Assert.True(at > 0);
        other.CopyTo(bytes, at);
        string file = Path.Combine(_directory, "changed.o");
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
