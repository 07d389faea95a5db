using System.Diagnostics;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Files without an end, names that are no text, streams that are closed: one line and an exit code, and no other file is touched.</summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nbpf-hostile-").FullName;

    // .NET cannot delete names that it cannot read.
    public void Dispose()
    {
        if (OperatingSystem.IsLinux()) ToolRun.Output("/bin/rm", ["-rf", _directory]);
        else Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("verify", "@")]
    [InlineData("gen", "object", "/tmp/nbpf-never-written.o", "@")]
    [InlineData("prog", "run", "object", "MAGLEV", "data_in", "@")]
    public void Run_OnAFileWithoutAnEnd_ReadsNoMoreThanTheLimit(params string[] words)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the device is Linux's");

        CommandRun run = CommandRun.Of([.. words.Select(static word => word switch { "@" => "/dev/zero", "MAGLEV" => CommandRun.Maglev, _ => word })]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("read '/dev/zero': a file of at most 256 MiB expected", Line(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_OnACaptureWithoutAnEnd_SaysThatItIsNone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the device is Linux's");

        CommandRun run = CommandRun.Of("demo", "--capture", "/dev/zero", "--output", In("out.pcap"));

        Assert.Equal((1, "Error: read '/dev/zero': pcap: magic number expected, found 0x00000000 (at offset 0x0)"), (run.ExitCode, Line(run)));
    }

    [Theory]
    [InlineData("verify", "")]
    [InlineData("btf", "dump", "file", "")]
    [InlineData("prog", "run", "object", "MAGLEV", "data_in", "")]
    [InlineData("gen", "object", "", "MAGLEV")]
    [InlineData("gen", "object", "out.o", "")]
    [InlineData("demo", "--capture", "")]
    [InlineData("demo", "--output", "")]
    [InlineData("prog", "run", "object", "MAGLEV", "data_in", "PACKET", "data_out", "")]
    public void Run_OnAnEmptyName_SaysSo(params string[] words)
    {
        File.WriteAllBytes(In("packet"), new byte[64]);

        CommandRun run = CommandRun.Of([.. words.Select(word => word switch { "MAGLEV" => CommandRun.Maglev, "PACKET" => In("packet"), _ => word })]);

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(" '': the name is empty", Line(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnANameWithAnAtSign_TakesItForAName()
    {
        string file = In("@words");
        File.WriteAllText(file, "--help");

        CommandRun run = CommandRun.Of("verify", Path.Combine(_directory, "@words"));
        CommandRun relative = CommandRun.Of("verify", "@words");

        Assert.Contains("@words", Line(run), StringComparison.Ordinal);
        Assert.Equal((1, "Error: read '@words': no such file"), (relative.ExitCode, Line(relative)));
    }

    [Fact]
    public void Run_OnAFileThatSaysItsLengthIsZero_ReadsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the file is Linux's");

        CommandRun run = CommandRun.Of("verify", "/proc/self/status");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("of at most", Line(run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify FILE")]
    [InlineData("gen object FILE MAGLEV")]
    [InlineData("gen object out.o FILE")]
    [InlineData("prog run object MAGLEV data_in FILE")]
    public void Process_NameThatIsNoUtf8_IsRefusedAndNoOtherIsWritten(string command)
    {
        RequireShell();
        // Both the name itself and what .NET makes of it, which a command must not take for it.
        Shell($"cp '{CommandRun.Maglev}' \"$(printf '{_directory}/caf\\351.o')\"; cp '{CommandRun.Maglev}' '{_directory}/other.o'");
        string before = Listing();

        (int exitCode, string output, string error) = Shell(Command(command.Replace("FILE", "\"$(printf 'caf\\351.o')\"", StringComparison.Ordinal)));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal("Error: usage: the argument 'caf\\xe9.o' is no UTF-8, and nbpf knows no other names\n", error);
        Assert.Equal(before, Listing());
    }

    [Fact]
    public void Process_NameWithAReplacementCharacterOfItsOwn_IsAName()
    {
        RequireShell();
        Shell($"cp '{CommandRun.Maglev}' '{_directory}/\ufffd.o'");

        Assert.Equal(0, Shell(Command("verify \ufffd.o")).ExitCode);
    }

    [Theory]
    [InlineData("verify MAGLEV >&-", "write standard output: it is closed")]
    [InlineData("verify MAGLEV <&- >&-", "write standard output: it is closed")]
    [InlineData("--json verify MAGLEV >&-", "write standard output: it is closed")]
    [InlineData("verify MAGLEV >/dev/full", "write standard output: No space left on device")]
    [InlineData("--json verify nothing.o >/dev/full", "write standard output: No space left on device")]
    [InlineData("demo --output /dev/full", "Error: write '/dev/full': No space left on device")]
    [InlineData("prog run object MAGLEV data_in packet data_out /dev/full", "Error: write '/dev/full': No space left on device\n")]
    [InlineData("conformance <&-", "read standard input: it is closed")]
    [InlineData("conformance </", "read standard input: Is a directory")]
    [InlineData("conformance </dev/zero", "standard input: a file of at most 256 MiB expected")]
    public void Process_StreamThatCannotBeUsed_SaysSoInOneLineWithExitCode1(string command, string reason)
    {
        RequireShell();
        File.WriteAllBytes(In("packet"), new byte[64]);

        (int exitCode, string output, string error) = Shell(Command(command));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("Error: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(static letter => letter == '\n'));
    }

    [Theory]
    [InlineData("verify nothing.o 2>&-", 1)]
    [InlineData("frobnicate 2>&-", 2)]
    [InlineData("verify nothing.o 2>/dev/full", 1)]
    [InlineData("verify MAGLEV 2>&- >/dev/null", 0)]
    [InlineData("verify MAGLEV <&- >/dev/null", 0)]
    public void Process_NowhereToTellAnError_StillExitsWithItsCode(string command, int expected)
    {
        RequireShell();
        (int exitCode, _, string error) = Shell(Command(command));
        Assert.Equal((expected, ""), (exitCode, error));
    }

    [Theory]
    [InlineData("prog dump xlated object MAGLEV")]
    [InlineData("btf dump file MAGLEV")]
    [InlineData("feature list_builtins helpers")]
    public void Process_ReaderThatGoesAway_IsNoError(string command)
    {
        RequireShell();
        (_, string output, string error) = Shell($"{Command(command)} | head -1");
        Assert.Equal(("", 1), (error, output.Count(static letter => letter == '\n')));
    }

    [Fact]
    public void Process_ObjectInAPipe_IsRead()
    {
        RequireShell();
        (int exitCode, string output, string error) = Shell($"mkfifo pipe; cat '{CommandRun.Maglev}' > pipe & {Command("verify pipe")}");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("maglev", output, StringComparison.Ordinal);
    }

    private static void RequireShell() => Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "the shell and the devices are Linux's");

    private static string Command(string words) =>
        $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Nbpf.Cli.dll")}' {words.Replace("MAGLEV", $"'{CommandRun.Maglev}'", StringComparison.Ordinal)}";

    private static string Line(CommandRun run) => Assert.Single(run.Error.TrimEnd('\n').Split('\n'));

    private string In(string name) => Path.Combine(_directory, name);

    // Bytes, since the names are none that .NET has.
    private string Listing() => Shell("ls -b | sort; cat * | cksum").Output;

    private (int ExitCode, string Output, string Error) Shell(string script)
    {
        ProcessStartInfo start = new("/bin/bash", ["-c", script]) { WorkingDirectory = _directory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!; // bash is there: asked for before
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"it has not ended: {script}");
        }
        return (process.ExitCode, output.Result, error.Result);
    }
}
