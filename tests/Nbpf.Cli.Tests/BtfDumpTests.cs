using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary><c>nbpf btf dump</c> prints what bpftool prints, and says in one line what it cannot.</summary>
public sealed class BtfDumpTests
{
    [Theory]
    [InlineData]
    [InlineData("format", "raw")]
    [InlineData("format", "c")]
    public void Run_OnAnObject_PrintsWhatBpftoolPrints(params string[] format)
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");

        CommandRun run = CommandRun.Of(["btf", "dump", "file", CommandRun.Maglev, .. format]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(ToolRun.Output(bpftool, ["btf", "dump", "file", CommandRun.Maglev, .. format]), run.Output);
    }

    [Theory]
    [InlineData(2, "'file FILE' expected")]
    [InlineData(2, "unknown source of types 'id'", "id", "1")]
    [InlineData(2, "a file expected", "file")]
    [InlineData(2, "unknown format 'rust'", "file", "x", "format", "rust")]
    [InlineData(1, "read '/nonexistent': no such file", "file", "/nonexistent")]
    [InlineData(1, "read '/etc/hostname': BTF: ", "file", "/etc/hostname")]
    public void Run_OnBadInput_SaysWhy(int exitCode, string part, params string[] words)
    {
        CommandRun run = CommandRun.Of(["btf", "dump", .. words]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(part, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Run_OnAPrototypeThatTakesItself_SaysSoWithFileAndPlace(int leaves)
    {
        // The prototype comes last: its id is known before.
        BtfBuilder types = new();
        uint leaf = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint pointer = types.AddReference(BtfKind.Ptr, leaf + 2);
        types.AddPrototype(leaf, [.. Enumerable.Repeat(new BtfParameter("", leaf), leaves), new BtfParameter("", pointer)]);

        CommandRun run = Dump(types.ToBytes(), "c", out string file);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"^Error: print the types of '{file}' as C: BTF type [23]: refers to itself through a function's prototype \(at offset 0x(28|34)\)\n$", run.Error);
    }

    [Fact]
    public void Run_OnMalformedTypesOfAnObject_NamesTheFileOnceAsItWasNamed()
    {
        CommandRun run = Dump([0x7f, (byte)'E', (byte)'L', (byte)'F', 0], "raw", out string file);

        Assert.StartsWith($"Error: read '{file}': ", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Error.Split(Path.GetFileName(file)).Length);
    }

    private static CommandRun Dump(byte[] contents, string format, out string file)
    {
        file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, contents);
            return CommandRun.Of("btf", "dump", "file", file, "format", format);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Run_WithJson_SaysThatThereIsNone() =>
        Assert.Contains("types are printed as text only", CommandRun.Of("-j", "btf", "dump", "file", CommandRun.Maglev).Error, StringComparison.Ordinal);
}
