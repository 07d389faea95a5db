using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>How calls of map helpers look after the rewrite, line by line as Linux 6.18 dumped them.</summary>
public sealed class MapCallTests
{
    /// <summary>Recorded with map types that this kernel does not have yet.</summary>
    private static readonly Dictionary<string, MapType> Unsupported = new()
    {
        ["lru percpu hash"] = MapType.LruPerCpuHash,
        ["lpm"] = MapType.LpmTrie,
        ["xskmap"] = MapType.XskMap,
        ["AOM of lpm"] = MapType.LpmTrie,
    };

    public static TheoryData<string> Scenarios => [.. Recorded.Keys.Except(Unsupported.Keys)];

    public static TheoryData<string> LoadableScenarios => [.. Recorded.Where(r => r.Value.Verdict == "loaded").Select(r => r.Key).Except(Unsupported.Keys)];

    public static TheoryData<string> UnsupportedScenarios => [.. Unsupported.Keys];

    private static Dictionary<string, (string Verdict, string[] Lines)> Recorded { get; } = ReadRecorded();

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Load_RecordedProgram_DumpsAsLinux(string scenario)
    {
        (string verdict, string[] lines) = Recorded[scenario];
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 2 });
        Instruction[] program = new MapCallPrograms(kernel).Program(scenario);
        if (verdict != "loaded")
        {
            SysResult refused = LinuxOracle.Load(kernel, ProgramDump.Attributes(ProgramType.SocketFilter, program), out string log);
            Assert.Equal(Errno.EINVAL, refused.Errno);
            Assert.Equal(lines[^2], log.Split('\n')[^3]);
            return;
        }

        int fd = ProgramDump.Load(kernel, ProgramType.SocketFilter, program);
        Assert.Equal(lines[..^1], ProgramDump.Lines(kernel, fd));
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(fd, out ProgInfo? info));
        Assert.Equal(lines[^1].Split(' ')[1], Convert.ToHexStringLower([.. info!.Tag]));
    }

    [Fact]
    public void Update_UnflaggedInnerArrayOfOtherSize_IsInvalid()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 2 });
        MapCallPrograms maps = new(kernel);
        int template = maps.Map(MapType.Array, value: 8, entries: 4);
        int outer = maps.Map(MapType.ArrayOfMaps, value: 4, entries: 3, inner: template);
        int larger = maps.Map(MapType.Array, value: 8, entries: 5);
        Assert.Equal(Errno.EINVAL, kernel.MapUpdateElem(outer, new byte[4], BitConverter.GetBytes(larger)).Errno);

        int flaggedTemplate = maps.Map(MapType.Array, value: 8, entries: 4, flags: MapFlags.InnerMap);
        int flaggedOuter = maps.Map(MapType.ArrayOfMaps, value: 4, entries: 3, inner: flaggedTemplate);
        int flaggedLarger = maps.Map(MapType.Array, value: 8, entries: 5, flags: MapFlags.InnerMap);
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(flaggedOuter, new byte[4], BitConverter.GetBytes(flaggedLarger)));
    }

    [Theory]
    [MemberData(nameof(UnsupportedScenarios))]
    public void MapCreate_TypeThatDoesNotExistYet_IsInvalid(string scenario)
    {
        Assert.Contains(scenario, Recorded.Keys);
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 2 });
        SysResult result = kernel.MapCreate(new MapCreateAttributes { Type = Unsupported[scenario], KeySize = 8, ValueSize = 8, MaxEntries = 4, Flags = MapFlags.NoPreallocate });
        Assert.Equal(Errno.EINVAL, result.Errno);
    }

    [Theory]
    [MemberData(nameof(LoadableScenarios))]
    public void Load_RecordedProgram_DumpsAsThisLinux(string scenario)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 2 });
        using IBpf linux = LinuxOracle.Open();
        string[] expected = ProgramDump.Lines(linux, ProgramDump.Load(linux, ProgramType.SocketFilter, new MapCallPrograms(linux).Program(scenario)));
        string[] actual = ProgramDump.Lines(ours, ProgramDump.Load(ours, ProgramType.SocketFilter, new MapCallPrograms(ours).Program(scenario)));
        Assert.Equal(expected, actual);
    }

    private static Dictionary<string, (string, string[])> ReadRecorded()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Nbpf.Runtime.Tests", "Rewrite", "map-calls-linux-6.18.txt"));
        Dictionary<string, (string, string[])> recorded = [];
        foreach (string section in text.Split("### ", StringSplitOptions.RemoveEmptyEntries).Where(s => s.Contains(": ")))
        {
            string[] lines = section.Split('\n');
            string[] title = lines[0].Split(": ");
            recorded.Add(title[0], (title[1], ProgramDump.Normalise(string.Join('\n', lines[1..]))));
        }

        return recorded;
    }
}
