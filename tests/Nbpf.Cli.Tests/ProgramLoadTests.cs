using System.Text.Json;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary><c>prog load</c> and <c>loadall</c> into Linux, in a BPF file system of the test's own; bpftool tells what is there.</summary>
public sealed class ProgramLoadTests : IDisposable
{
    private const string Source = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); __type(value, long); __uint(max_entries, 3); } first_map SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); __type(value, long); __uint(max_entries, 5); } second_map SEC(".maps");
        static int count(void *map) { int key = 0; long *value = bpf_map_lookup_elem(map, &key); return value ? ++*value : 0; }
        SEC("xdp") int one(struct xdp_md *c) { return count(&first_map); }
        SEC("xdp.frags") int two(struct xdp_md *c) { return count(&second_map); }
        SEC("?xdp") int asleep(struct xdp_md *c) { return 0; }
        char _license[] SEC("license") = "GPL";
        """;

    private readonly BpfFileSystemMount mount;
    private readonly string bpftool;
    private readonly string file;

    public ProgramLoadTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        string? tool = ToolRun.Find("bpftool");
        Assert.SkipWhen(tool is null, "bpftool is not installed");
        bpftool = tool;
        file = ClangCompiler.CompileToFile(Source);
        mount = BpfFileSystemMount.Create();
    }

    public void Dispose() => mount?.Dispose();

    [Fact]
    public void LoadAll_PinsEveryProgramAndMapUnderItsName()
    {
        CommandRun run = CommandRun.Of("--backend", "linux", "prog", "loadall", file, At("programs"), "pinmaps", At("maps"));

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(["one", "two"], Directory.GetFiles(At("programs")).Select(Path.GetFileName).Order());
        Assert.Equal(["first_map", "second_map"], Directory.GetFiles(At("maps")).Select(Path.GetFileName).Order());
        Assert.Equal("xdp", Show("prog", At("programs/one")).GetProperty("type").GetString());
        Assert.Equal(5, Show("map", At("maps/second_map")).GetProperty("max_entries").GetInt32());
    }

    [Fact]
    public void Load_PinsTheFirstProgramAtThePath()
    {
        CommandRun run = CommandRun.Of("--backend", "linux", "--json", "prog", "load", file, At("first"));

        Assert.Equal((0, "null"), (run.ExitCode, run.Output.Trim()));
        Assert.Equal("one", Show("prog", At("first")).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("idx", "0")]
    [InlineData("name", "first_map")]
    public void Load_WithAMapInPlaceOfItsOwn_SharesIt(string how, string which)
    {
        Assert.Equal(0, CommandRun.Of("--backend", "linux", "prog", "load", file, At("old"), "pinmaps", At("maps")).ExitCode);
        int shared = Show("map", At("maps/first_map")).GetProperty("id").GetInt32();

        Assert.Equal(0, CommandRun.Of("--backend", "linux", "prog", "load", file, At("new"), "map", how, which, "pinned", At("maps/first_map")).ExitCode);

        Assert.Equal([shared], Show("prog", At("new")).GetProperty("map_ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(0, CommandRun.Of("--backend", "linux", "prog", "load", file, At("by_id"), "map", how, which, "id", $"{shared}").ExitCode);
        Assert.Equal([shared], Show("prog", At("by_id")).GetProperty("map_ids").EnumerateArray().Select(id => id.GetInt32()));
    }

    [Fact]
    public void Load_AsAnotherType_TakesTypeAndAttachTypeOfTheSection()
    {
        string plain = ClangCompiler.CompileToFile("__attribute__((section(\"socket\"), used)) int probe(void *c) { return 1; } __attribute__((section(\"license\"))) char l[] = \"GPL\";");

        Assert.Equal(0, CommandRun.Of("--backend", "linux", "prog", "load", plain, At("typed"), "type", "cgroup/sock_release").ExitCode);

        Assert.Equal("cgroup_sock", Show("prog", At("typed")).GetProperty("type").GetString());
    }

    [Fact]
    public void LoadAll_WhereAProgramCannotBePinned_LeavesNothing()
    {
        Directory.CreateDirectory(At("taken"));
        Directory.CreateDirectory(At("taken/two"));

        CommandRun run = CommandRun.Of("--backend", "linux", "prog", "loadall", file, At("taken"), "pinmaps", At("maps"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("EEXIST", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(At("taken")));
        Assert.Empty(Directory.GetFiles(At("maps")));
    }

    [Theory]
    [InlineData(2, "a path in a BPF file system", "FILE")]
    [InlineData(2, "expected 'type', 'map' or 'pinmaps', found 'dev'", "FILE", "/x", "dev", "lo")]
    [InlineData(2, "unknown program type 'colour'", "FILE", "/x", "type", "colour")]
    [InlineData(2, "'idx N' or 'name NAME' expected", "FILE", "/x", "map", "first_map")]
    [InlineData(1, "it has 2", "FILE", "/x", "map", "idx", "2", "id", "1")]
    [InlineData(1, "it has first_map, second_map", "FILE", "/x", "map", "name", "third", "id", "1")]
    [InlineData(1, "/nonexistent.o", "/nonexistent.o", "/x")]
    public void Load_UsedWrongly_SaysHowInOneLine(int exitCode, string part, params string[] words)
    {
        CommandRun run = CommandRun.Of(["--backend", "linux", "prog", "load", .. words.Select(word => word == "FILE" ? file : word)]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(part, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IntoTheInProcessKernel_IsRefused()
    {
        CommandRun run = CommandRun.Of("--backend", "user", "prog", "load", file, At("first"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ends with this command", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(mount.Root, name);

    private JsonElement Show(string kind, string path)
    {
        using JsonDocument shown = JsonDocument.Parse(ToolRun.Output(bpftool, ["-j", kind, "show", "pinned", path]));
        return shown.RootElement.Clone();
    }
}
