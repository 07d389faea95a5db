using System.Text.Json;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Bad input ends in one line on standard error: exit 1 when the work failed, 2 when the command was used wrongly.</summary>
public sealed class ErrorTests
{
    public static TheoryData<string[], string> Misuses => new()
    {
        { ["frobnicate"], "frobnicate" },
        { ["prog", "frobnicate"], "frobnicate" },
        { ["prog", "dump", "xlated"], "a program expected" },
        { ["prog", "dump", "xlated", "held", "/x"], "unknown program selection 'held'" },
        { ["prog", "load", CommandRun.Maglev], "a path in a BPF file system expected" },
        { ["prog", "attach", "object", CommandRun.Maglev, "xdp"], "unknown attach type 'xdp'" },
        { ["link", "pin"], "a link expected" },
        { ["map", "pin", "big"], "unknown map selection 'big'" },
        { ["net", "attach", "xdp"], "add --backend linux" },
        { ["prog", "dump", "xlated", "id", "x1"], "'x1'" },
        { ["prog", "run", "object", CommandRun.Maglev, "repeat"], "a number of repetitions expected" },
        { ["prog", "run", "object", CommandRun.Maglev, "again"], "unexpected 'again'" },
        { ["verify"], "an object file expected" },
        { ["verify", "--log-level", "all", CommandRun.Maglev], "--log-level: a number from 0 to 7 expected" },
        { ["verify", "--log-level", "8", CommandRun.Maglev], "the sum of 1 (failing path), 2 (every instruction) and 4 (statistics), found '8'" },
        { ["verify", "--log-level", "99999999999", CommandRun.Maglev], "--log-level: a number from 0 to 7 expected" },
        { ["verify", "--log-level"], "missing for option: '--log-level'" },
        { ["--backend", "windows", "prog", "show"], "--backend: user or linux expected, found 'windows'" },
        { ["--backend"], "missing for option: '--backend'" },
        { ["--timeout"], "missing for option: '--timeout'" },
        { ["nbpf", "prog", "show"], "unknown word 'nbpf'" },
        { ["[suggest]"], "unknown word '[suggest]'" },
        { ["[suggest:2]", "verify"], "unknown word '[suggest:2]'" },
        { ["prog", "run", "object", CommandRun.Maglev, "repeat", "-1"], "a number of repetitions from 0 to 4294967295 expected, found '-1'" },
        { ["prog", "show", "id", "99999999999"], "a program id from 0 to 4294967295 expected, found '99999999999'" },
        { ["a\n\u001b[2Jb"], @"unknown word 'a\x0a\x1b[2Jb'" },
        { ["prog", "dump", "xlated", "id", "x\ny"], @"found 'x\x0ay'" },
    };

    public static TheoryData<string[], string> Failures => new()
    {
        { ["verify", "/nonexistent.o"], "read '/nonexistent.o': no such file" },
        { ["verify", "/"], "it is a directory" },
        { ["verify", "/no\nsuch\u202e.o"], @"read '/no\x0asuch\u202e.o': no such file" },
        { ["prog", "dump", "xlated", "object", CommandRun.Maglev, "name", "nobody"], "it has maglev" },
        { ["prog", "dump", "xlated", "id", "4000000000"], "there is no program of that id" },
        { ["prog", "show", "name", "nobody"], "there is none" },
        { ["verify", "/dev/null"], "Error: read '/dev/null': not an ELF file" },
        { ["prog", "dump", "xlated", "object", "/dev/null"], "Error: read '/dev/null': not an ELF file" },
        { ["demo", "--capture", "/dev/null"], "Error: read '/dev/null': pcap: the input is empty" },
        { ["demo", "--capture", "/nonexistent.pcap"], "read '/nonexistent.pcap': no such file" },
        { ["conformance", "zz"], "'z' at digit 0 is no hex digit" },
    };

    [Theory]
    [MemberData(nameof(Misuses))]
    public void Run_UsedWrongly_SaysHowInOneLine(string[] args, string part)
    {
        CommandRun run = CommandRun.Of(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        string line = Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("Error: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Run_OnBadInput_SaysWhatAndWhyInOneLine(string[] args, string part)
    {
        CommandRun run = CommandRun.Of(args);

        Assert.Equal(1, run.ExitCode);
        string line = Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("Error: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnATruncatedObject_NamesTheOffset()
    {
        string file = Path.GetTempFileName();
        File.WriteAllBytes(file, File.ReadAllBytes(CommandRun.Maglev)[..100]);
        try
        {
            CommandRun run = CommandRun.Of("verify", file);

            Assert.Equal(1, run.ExitCode);
            Assert.Matches(@"^Error: .* \(at offset 0x[0-9a-f]+\)\n$", run.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData]
    [InlineData("verify")]
    [InlineData("prog", "dump")]
    public void Help_OfEveryCommand_CallsTheProgramByItsName(params string[] words)
    {
        CommandRun run = CommandRun.Of([.. words, "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"\n  {string.Join(' ', ["nbpf", .. words])} [", run.Output, StringComparison.Ordinal);
        Assert.Contains(words is ["verify"] ? "exit 0 when every file could be read" : "With repeat each run may take as much", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FailingWithJson_GivesAnErrorDocument()
    {
        CommandRun run = CommandRun.Of("--json", "prog", "dump", "xlated", "object", "/nonexistent.o");
        using JsonDocument document = JsonDocument.Parse(run.Output);

        Assert.Contains("no such file", document.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
