using System.Runtime.Versioning;
using System.Text.Json;
using Nbpf.Linux;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>The same object loaded by libbpf (through bpftool) and by our loader into the running kernel: the kernel must tell the same of both.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinuxOracleTests
{
    // libbpf 1.1, which Debian 12 has, writes another immediate into a call of a missing weak function than libbpf 1.3 and we do;
    // such a call is part of the tag but dead code, so everything else is the same.
    private const string ProgramWithMissingFunction = "third";

    [Theory]
    [InlineData("relocations")]
    [InlineData("maps")]
    [InlineData("smallest")]
    public void Load_ByUsAndByLibbpf_GivesTheSamePrograms(string source)
    {
        string bpftool = RequireTools();
        string path = Path.Combine(Directory.CreateTempSubdirectory("nbpf-oracle-").FullName, source + ".bpf.o");
        File.Copy(SourceFiles.CompileToFile(source), path);
        string pins = Path.Combine(Path.GetDirectoryName(path)!, "bpffs");
        Directory.CreateDirectory(pins);
        ToolRun.Output("/bin/mount", ["-t", "bpf", "bpf", pins]);
        try
        {
            string programs = Path.Combine(pins, "programs"), maps = Path.Combine(pins, "maps");
            ToolRun.Output(bpftool, ["prog", "loadall", path, programs, "pinmaps", maps]);
            using var kernel = LinuxKernel.Open();
            using BpfObject loaded = BpfObject.Load(kernel, path);
            foreach (BpfProgram program in loaded.Programs.Values)
            {
                JsonElement expected = Json(bpftool, "prog", "show", "pinned", Path.Combine(programs, program.Name));
                ProgInfo actual = program.Info;
                Assert.Equal(expected.GetProperty("name").GetString(), actual.Name);
                if (program.Name != ProgramWithMissingFunction)
                    Assert.Equal(expected.GetProperty("tag").GetString(), Convert.ToHexStringLower(actual.Tag.AsSpan()));
                Assert.Equal(expected.GetProperty("bytes_xlated").GetInt32(), actual.XlatedInstructions.Length * 8);
                // libbpf binds read-only data to every program by BPF_PROG_BIND_MAP, whether it uses it or not.
                string[] unbound = [.. MapNames(bpftool, expected).Except(MapNames(kernel, actual))!];
                Assert.All(unbound, name => Assert.Contains(".rodata", name, StringComparison.Ordinal));
                Assert.Empty(MapNames(kernel, actual).Except(MapNames(bpftool, expected)));
                Assert.Equal(
                    ToolRun.Output(bpftool, ["prog", "dump", "xlated", "pinned", Path.Combine(programs, program.Name), "linum"]).Split('\n').Where(IsSource),
                    ToolRun.Output(bpftool, ["prog", "dump", "xlated", "id", actual.Id.ToString(), "linum"]).Split('\n').Where(IsSource));
            }
            foreach (BpfMap map in loaded.Maps.Values)
            {
                JsonElement expected = Json(bpftool, "map", "show", "pinned", Path.Combine(maps, map.Name.Replace('.', '_')));
                MapInfo actual = map.Info;
                Assert.Equal(
                    (expected.GetProperty("name").GetString(), expected.GetProperty("bytes_key").GetUInt32(), expected.GetProperty("bytes_value").GetUInt32(), expected.GetProperty("max_entries").GetUInt32(), expected.GetProperty("flags").GetUInt32(), expected.GetProperty("frozen").GetInt32() != 0, expected.TryGetProperty("btf_id", out _)),
                    (actual.Name, actual.KeySize, actual.ValueSize, actual.MaxEntries, (uint)actual.Flags, actual.IsFrozen, actual.BtfId != 0));
            }
        }
        finally
        {
            ToolRun.Run("/bin/umount", [pins]);
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void Run_OnLinux_CallsSubprogramsAndReadsAndWritesGlobalData()
    {
        RequireTools();
        using var kernel = LinuxKernel.Open();
        using BpfObject loaded = BpfObject.Load(kernel, SourceFiles.Compile("relocations"), "relocations.bpf.o");
        // count(5) + count(6) are 82 + 83; table becomes 3 3 4 1, table[2] + count(1) is 4 + 78; weak_double(3) is 6 + 9.
        ProgramResult result = loaded.Program("first").Run(new byte[64]);
        Assert.Equal(82u + 83 + 4 + 78 + 15, result.ReturnValue);
        Assert.Equal(64, result.Packet.Length);
        BpfMap<uint, ulong> counters = loaded.Map<uint, ulong>("counters");
        Assert.Equal([0ul, 1, 0, 0, 0, 1, 1, 0], counters.Select(element => element.Value));
        Assert.Equal(counters.ToArray(), counters.LookupBatch(3));
    }

    [Fact]
    public void Run_TailCallThroughFilledProgramArray_ReachesTheProgram()
    {
        RequireTools();
        using var kernel = LinuxKernel.Open();
        using BpfObject loaded = BpfObject.Load(kernel, SourceFiles.Compile("maps"), "maps.bpf.o");
        Assert.Equal(XdpAction.Tx, loaded.Program("caller").Run(new byte[64]).XdpAction);
        Assert.Equal(1ul, loaded.Map<uint, ulong>("large")[499]);
        BpfInnerMaps<uint> outer = loaded.InnerMaps<uint>("outer");
        using BpfMap inner = outer.Open(2);
        Assert.Equal((loaded.Map("large").Info.Id, 500u), (inner.Info.Id, inner.MaxEntries));
        Assert.False(outer.TryGetId(1, out _));
    }

    [Fact]
    public void Run_WeakConfigurationValues_AreZero()
    {
        RequireTools();
        using var kernel = LinuxKernel.Open();
        using BpfObject loaded = BpfObject.Load(
            kernel, SourceFiles.Compile("externs"), "externs.bpf.o", new BpfLoadOptions { ProgramFilter = program => program.Name == "needs_nothing" });
        Assert.Equal(1u, loaded.Program("needs_nothing").Run(new byte[64]).ReturnValue);
    }

    [Fact]
    public void Load_ProgramThatLinuxRefuses_TellsLinuxsReason()
    {
        RequireTools();
        using var kernel = LinuxKernel.Open();
        byte[] bytes = ClangCompiler.Compile("int bad(int *ctx) __attribute__((section(\"xdp\"))); int bad(int *ctx) { return *(volatile int *)((long)ctx + 4096); }");
        BpfVerifierException error = Assert.Throws<BpfVerifierException>(() => BpfObject.Load(kernel, bytes, "bad.bpf.o"));
        Assert.Equal((Errno.EACCES, "invalid bpf_context access off=4096 size=4"), (error.Errno, error.Summary));
    }

    private static string RequireTools()
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "bpf(2) needs root");
        return bpftool!;
    }

    // Instructions hold addresses and ids that differ from load to load; functions and source lines do not.
    private static bool IsSource(string line) => line.StartsWith(';') || line.EndsWith(':');

    private static JsonElement Json(string bpftool, params string[] arguments) => JsonDocument.Parse(ToolRun.Output(bpftool, ["-j", .. arguments])).RootElement;

    private static IEnumerable<string?> MapNames(string bpftool, JsonElement program) => program.TryGetProperty("map_ids", out JsonElement ids)
        ? ids.EnumerateArray().Select(id => Json(bpftool, "map", "show", "id", id.ToString()).GetProperty("name").GetString()).Order()
        : [];

    private static IEnumerable<string?> MapNames(IBpf kernel, ProgInfo program) => program.MapIds.Select(id =>
    {
        using BpfMap map = BpfMap.OpenById(kernel, id);
        return map.Name;
    }).Order();
}
