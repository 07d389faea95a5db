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

    [Fact]
    public void Run_WithJson_SaysThatThereIsNone() =>
        Assert.Contains("types are printed as text only", CommandRun.Of("-j", "btf", "dump", "file", CommandRun.Maglev).Error, StringComparison.Ordinal);
}
