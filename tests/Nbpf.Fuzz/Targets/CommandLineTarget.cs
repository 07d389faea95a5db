using System.Text;
using System.Text.Json;
using Nbpf.Cli;
using Nbpf.Cli.Streams;
using Nbpf.Fuzz.Boundary;
using Nbpf.Tests.Fuzz;

namespace Nbpf.Fuzz.Targets;

/// <summary>
/// Command lines of <c>nbpf</c> for the in-process kernel: exit code 0 without a word on standard error, or 1 or 2 with one line there; with JSON
/// one document; no control character but line ends and tabs. An input is a byte a word: an index of <see cref="Words"/>, or 255, a length and that many bytes of a word.
/// </summary>
/// <remarks>What asks Linux, or works for seconds whatever it is given, is left to its tests: <c>diff</c>, <c>demo</c>, <c>--backend linux</c>.</remarks>
internal sealed class CommandLineTarget : FuzzTarget, IDisposable
{
    private const byte FreeWord = 255;
    private const int MostWords = 12;

    /// <summary>The words that mean something, files among them.</summary>
    internal static readonly string[] Words =
    [
        "prog", "link", "map", "net", "btf", "gen", "feature", "verify", "conformance", "show", "dump", "xlated", "load", "loadall", "run", "pin", "attach", "detach",
        "probe", "list_builtins", "object", "name", "id", "tag", "pinned", "file", "format", "raw", "c", "data_in", "data_out", "ctx_in", "ctx_out", "repeat", "opcodes",
        "linum", "type", "idx", "pinmaps", "xdp", "tcx_ingress", "dev", "lo", "overwrite", "kernel", "full", "macros", "prefix", "prog_types", "map_types", "attach_types",
        "link_types", "helpers", "jited", "--json", "-j", "--pretty", "-p", "--backend", "user", "--log-level", "--interpret", "--help", "--version", "--", "-",
        "smallest.o", "maps.o", "broken.o", "packet", "empty", "directory", "missing", "out", "/dev/null", "/dev/full", "/sys/fs/bpf/a", "0", "1", "7", "4294967295", "4294967296",
        "-1", "0x10", "0xffffffff", "1000000", "f", "probe", "b7000000", "zz", "",
    ];

    private static readonly string[][] Lines =
    [
        ["prog", "show"], ["prog", "dump", "xlated", "object", "smallest.o", "opcodes", "linum"], ["prog", "run", "object", "smallest.o", "data_in", "packet", "data_out", "out", "repeat", "7"],
        ["prog", "run", "object", "smallest.o", "ctx_in", "packet", "ctx_out", "out", "--json"], ["prog", "load", "smallest.o", "/sys/fs/bpf/a", "type", "xdp", "pinmaps", "directory"],
        ["prog", "attach", "object", "smallest.o", "xdp", "dev", "lo"], ["prog", "pin", "id", "1", "/sys/fs/bpf/a"], ["link", "show", "id", "1"], ["link", "detach", "pinned", "/sys/fs/bpf/a"],
        ["map", "pin", "id", "1", "/sys/fs/bpf/a"], ["net", "attach", "xdp", "id", "1", "dev", "lo", "overwrite"], ["net", "detach", "tcx_ingress", "dev", "lo"],
        ["btf", "dump", "file", "maps.o", "format", "c"], ["btf", "dump", "file", "smallest.o", "format", "raw"], ["gen", "object", "out", "smallest.o", "maps.o"],
        ["feature", "probe", "kernel", "full", "macros", "prefix", "f"], ["feature", "list_builtins", "helpers", "--json"], ["verify", "smallest.o", "maps.o", "--log-level", "1"],
        ["verify", "--json", "--pretty", "maps.o"], ["conformance", "b7000000", "--interpret"], ["--help"], ["prog", "dump", "--help"],
    ];

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("nbpf-fuzz-");
    private string? formerDirectory;

    public override string Name => "cli";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Lines.Select(Encode)];

    public override int InputsInTest => 500;

    public override bool Run(byte[] input, bool isThorough)
    {
        if (formerDirectory is null) MakeFiles();
        string[] args = Decode(input);
        StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        int exitCode = NbpfCommandLine.Run(args, new StandardStreams(new MemoryStream("b7 00 00 00 2a 00 00 00 95 00 00 00 00 00 00 00"u8.ToArray()), output, error, IsTerminal: false));
        Check(args, exitCode, output.ToString(), error.ToString());
        return exitCode == 0;
    }

    public void Dispose()
    {
        if (formerDirectory is not null) Environment.CurrentDirectory = formerDirectory;
        directory.Delete(recursive: true);
    }

    private static void Check(string[] args, int exitCode, string output, string error)
    {
        string line = string.Join(' ', args.Select(static word => $"'{word}'"));
        string[] lines = error.Split('\n')[..^1];
        // 'verify' has a line for each file that it cannot read, and none where programs are refused: their rows tell.
        bool isTold = args.Contains("verify") && exitCode == 1 ? lines.Length > 0 || output.Length > 0 : lines.Length == 1;
        bool areLines = (error.Length == 0 || error.EndsWith('\n')) && Array.TrueForAll(lines, static text => text.StartsWith("Error: ", StringComparison.Ordinal) && !text.Any(char.IsControl));
        if (exitCode is < 0 or > 2) throw new FuzzFaultException($"exit code {exitCode}: {line}");
        if (output.Any(static letter => char.IsControl(letter) && letter is not ('\n' or '\t'))) throw new FuzzFaultException($"a control character on standard output: {line}");
        if (exitCode == 0 ? error.Length > 0 : !isTold || !areLines) throw new FuzzFaultException($"exit code {exitCode}, standard error '{error}': {line}");
        if (exitCode == 1 && args.Contains("--json") && !args.Contains("--") && output.Length > 0) JsonDocument.Parse(output).Dispose();
    }

    private static byte[] Encode(string[] line) => [.. line.Select(static word => (byte)Array.IndexOf(Words, word))];

    private static string[] Decode(byte[] input)
    {
        List<string> args = [];
        InputReader reader = new(input);
        while (!reader.AtEnd && args.Count < MostWords)
        {
            byte word = reader.Byte();
            // A free word is no path, and never the name of the other kernel.
            string text = word == FreeWord ? Encoding.UTF8.GetString(reader.Bytes(reader.Byte() % 24)).Replace('/', '_').Replace("\0", "", StringComparison.Ordinal) : Words[word % Words.Length];
            args.Add(text.Contains("linux", StringComparison.OrdinalIgnoreCase) || text is "diff" or "demo" ? "" : text);
        }
        return [.. args];
    }

    private void MakeFiles()
    {
        foreach ((string name, byte[] bytes) in SeedFiles.Objects().Where(static file => file.Name is "smallest.o" or "maps.o")) File.WriteAllBytes(In(name), bytes);
        File.WriteAllBytes(In("broken.o"), File.ReadAllBytes(In("maps.o"))[..700]);
        File.WriteAllBytes(In("packet"), new byte[64]);
        File.WriteAllBytes(In("empty"), []);
        directory.CreateSubdirectory("directory");
        formerDirectory = Environment.CurrentDirectory;
        Environment.CurrentDirectory = directory.FullName;
    }

    private string In(string name) => Path.Combine(directory.FullName, name);
}
