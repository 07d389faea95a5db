using Nbpf.Elf;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary><c>nbpf gen object</c>: the output appears whole or not at all, and a refusal says which file, which symbol and why.</summary>
public sealed class GenerateObjectTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nbpf-gen-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Run_OnTwoFiles_WritesTheLinkedObject()
    {
        string first = Compile("first", "int f(int a) { return a; }"), second = Compile("second", "extern int f(int a); __attribute__((section(\"xdp\"))) int p(void *c) { return f(2); }");
        string output = Path.Combine(_directory, "linked.o");

        CommandRun run = CommandRun.Of("gen", "object", output, first, second);

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        ObjectFile linked = ObjectFile.Parse(File.ReadAllBytes(output), output);
        Assert.Equal(["f", "p"], linked.Symbols.Where(static symbol => symbol.Binding == ElfSymbolBinding.Global).Select(static symbol => symbol.Name));
        Assert.Equal(3, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public void Run_WithJson_WritesNull() =>
        Assert.Equal("null\n", CommandRun.Of("-j", "gen", "object", Path.Combine(_directory, "linked.o"), CommandRun.Maglev).Output);

    [Fact]
    public void Run_OnFilesThatDoNotGoTogether_NamesThemAndLeavesTheOldOutput()
    {
        string first = Compile("first", "int f(int a) { return a; }"), second = Compile("second", "int f(int a) { return a + 1; }");
        string output = Path.Combine(_directory, "linked.o");
        File.WriteAllText(output, "old");

        CommandRun run = CommandRun.Of("gen", "object", output, first, second);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"Error: link '{output}': {second}: symbol 'f' is defined already, in '{first}', and neither definition is weak\n", run.Error);
        Assert.Equal("old", File.ReadAllText(output));
        Assert.Equal(3, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public void Run_OnAMalformedFile_NamesItAndTheOffset()
    {
        string broken = Path.Combine(_directory, "broken.o"), output = Path.Combine(_directory, "linked.o");
        File.WriteAllBytes(broken, File.ReadAllBytes(CommandRun.Maglev)[..100]);

        CommandRun run = CommandRun.Of("gen", "object", output, CommandRun.Maglev, broken);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"^Error: link '{output}': {broken}: .* \(at offset 0x[0-9a-f]+\)\n$", run.Error);
        Assert.False(File.Exists(output));
    }

    [Theory]
    [InlineData("same.o", "same.o")]
    [InlineData("same.o", "./same.o")]
    [InlineData("link.o", "same.o")]
    [InlineData("linked/same.o", "same.o")]
    public void Run_OntoAnInput_Refuses(string output, string input)
    {
        string file = Path.Combine(_directory, "same.o");
        File.Copy(CommandRun.Maglev, file);
        File.CreateSymbolicLink(Path.Combine(_directory, "link.o"), file);
        Directory.CreateSymbolicLink(Path.Combine(_directory, "linked"), _directory);

        CommandRun run = CommandRun.Of("gen", "object", Path.Combine(_directory, output), Path.Combine(_directory, input));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is the same file", run.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(CommandRun.Maglev), File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData("", "it is a directory")]
    [InlineData("missing/linked.o", "no such directory")]
    public void Run_OntoWhatIsNoFile_SaysSo(string output, string reason)
    {
        string path = Path.Combine(_directory, output);

        CommandRun run = CommandRun.Of("gen", "object", path, CommandRun.Maglev);

        Assert.Equal((1, $"Error: write '{path}': {reason}\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("c", "1", "3")]
    [InlineData("p")]
    public void Run_OntoADeviceOrPipe_LeavesIt(params string[] kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "making a device takes root");
        string path = Path.Combine(_directory, "device");
        ToolRun.Output("/bin/mknod", [path, .. kind]);

        CommandRun run = CommandRun.Of("gen", "object", path, CommandRun.Maglev);

        Assert.Equal((1, $"Error: write '{path}': it is no regular file\n"), (run.ExitCode, run.Error));
        Assert.Equal(kind[0] == "c" ? "character special file\n" : "fifo\n", ToolRun.Output("/usr/bin/stat", ["-c", "%F", path]));
    }

    [Theory]
    [InlineData("an output file expected")]
    [InlineData("an input file expected", "linked.o")]
    public void Run_UsedWrongly_SaysWhatIsMissing(string part, params string[] words)
    {
        CommandRun run = CommandRun.Of(["gen", "object", .. words]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(part, run.Error, StringComparison.Ordinal);
    }

    private string Compile(string name, string source)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        string path = Path.Combine(_directory, name + ".o");
        File.WriteAllBytes(path, ClangCompiler.Compile(source));
        return path;
    }
}
