using System.Text.Json;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary><c>nbpf diff</c>: what it says of our objects, of files that cannot be read, and of differences.</summary>
public sealed class DiffCommandTests
{
    private static string Bench => Path.Combine(Repository.Root, "bench", "programs");

    [Fact]
    public void Diff_OfAShippedObject_FindsEveryAspectEqual()
    {
        RequireLinux();
        CommandRun run = CommandRun.Of("diff", "-j", Path.Combine(Bench, "parse.bpf.o"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using JsonDocument rows = JsonDocument.Parse(run.Output);
        Assert.Equal(
            ["verdict equal", "counts equal", "tag equal", "xlated equal", "maps loaded equal", "runs equal", "maps after equal"],
            rows.RootElement.EnumerateArray().Select(row => $"{row.GetProperty("aspect")} {row.GetProperty("outcome")}"));
    }

    [Fact]
    public void Diff_OfManyFiles_TellsOfUnreadableOnesAndJudgesTheOthers()
    {
        RequireLinux();
        string malformed = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(malformed, "no object");
        try
        {
            CommandRun run = CommandRun.Of("diff", "missing.o", malformed, Path.Combine(Bench, "empty.bpf.o"));

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("  empty    xdp   verdict, counts, tag, xlated, maps loaded, runs, maps after  equal\n", run.Output, StringComparison.Ordinal);
            string[] errors = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(2, errors.Length);
            Assert.Equal("Error: read 'missing.o': no such file", errors[0]);
            Assert.StartsWith($"Error: read '{malformed}': ", errors[1], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(malformed);
        }
    }

    [Fact]
    public void Diff_WithoutFiles_IsAUsageError() => Assert.Equal(2, CommandRun.Of("diff").ExitCode);

    private static void RequireLinux() => Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
}
