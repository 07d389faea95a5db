using System.Text.Json;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary><c>--timeout</c>: a program that would run for days ends with one line that tells where it was.</summary>
public sealed class TimeLimitTests
{
    private const string Endless = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        static int nothing(__u32 i, void *unused) { return 0; }
        static int again(__u32 i, void *unused) { bpf_loop(1 << 23, nothing, 0, 0); return 0; }
        SEC("syscall") int endless(void *ctx) { bpf_loop(1 << 23, again, 0, 0); return 7; }
        SEC("syscall") int short_one(void *ctx) { return 7; }
        char _license[] SEC("license") = "GPL";
        """;

    [Fact]
    public void Run_LongerThanTheLimit_FailsWithProgramAndInstruction()
    {
        string file = Compile();
        CommandRun run = CommandRun.Of("prog", "run", "object", file, "name", "endless", "repeat", "0", "--timeout", "0.03");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches("^Error: run program 'endless': ETIMEDOUT: ended at instruction [0-9]+ of program 'endless' \\(--timeout sets the limit\\)\n$", run.Error);

        run = CommandRun.Of("--timeout", "0.03", "-j", "prog", "run", "object", file, "name", "endless", "repeat", "0");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("run program 'endless': ETIMEDOUT: ", JsonDocument.Parse(run.Output).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.0000001")]
    [InlineData("1000000000")]
    public void Run_WithinTheLimit_IsNotTouched(string limit)
    {
        CommandRun run = CommandRun.Of("--timeout", limit, "prog", "run", "object", Compile(), "name", "short_one", "repeat", "0");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Return value: 7,", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0.00000001")]
    [InlineData("1e10")]
    [InlineData("NaN")]
    [InlineData("soon")]
    public void Run_WithALimitThatIsNone_SaysSo(string limit)
    {
        CommandRun run = CommandRun.Of("prog", "show", $"--timeout={limit}");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal($"Error: usage: --timeout: 0, or seconds from 0.0000001 to 1000000000 expected, found '{limit}'\n", run.Error);
    }

    private static string Compile()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return ClangCompiler.CompileToFile(Endless, "-mcpu=v3");
    }
}
