using System.Runtime.Versioning;
using Nbpf.Syscall;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

[SupportedOSPlatform("linux")]
public sealed class PinTests : LinkTest
{
    private const string Shared =
        """
        struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, __u64); __uint(max_entries, ENTRIES); __uint(pinning, LIBBPF_PIN_BY_NAME); } shared SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 1); } own SEC(".maps");
        __u64 count;
        SEC("xdp") int pass(struct xdp_md *ctx) { __u32 key = 0; count++; bpf_map_lookup_elem(&own, &key); return bpf_map_lookup_elem(&shared, &key) ? XDP_PASS : XDP_DROP; }
        """;

    private readonly BpfFileSystemMount files;

    public PinTests() => files = Own(BpfFileSystemMount.Create());

    [Fact]
    public void Load_PinByName_SharesTheMapBetweenObjects()
    {
        BpfLoadOptions options = new() { PinRoot = files.Root };
        using (BpfObject first = Load(SharedOf(4), options))
        {
            Assert.Equal(files["shared"], first.Map("shared").PinPath);
            Assert.Null(first.Map("own").PinPath);
            first.Map<uint, ulong>("shared")[0] = 7;
        }

        using BpfObject second = Load(SharedOf(4), options);
        Assert.Equal(7UL, second.Map<uint, ulong>("shared")[0]);
        Assert.Equal(2u, second.Program("pass").Run(new byte[64]).ReturnValue);
        second.Map("shared").Unpin();
        using BpfObject third = Load(SharedOf(4), options);
        Assert.NotEqual(second.Map("shared").Info.Id, third.Map("shared").Info.Id);
    }

    [Theory]
    [InlineData("BPF_MAP_TYPE_HASH", "__u32", "__u64", 5, 0, "its maximum of entries is 4, the object defines 5")]
    [InlineData("BPF_MAP_TYPE_LRU_HASH", "__u32", "__u64", 4, 0, "its type is Hash, the object defines LruHash")]
    [InlineData("BPF_MAP_TYPE_HASH", "__u64", "__u64", 4, 0, "its key size is 4, the object defines 8")]
    [InlineData("BPF_MAP_TYPE_HASH", "__u32", "__u32", 4, 0, "its value size is 8, the object defines 4")]
    [InlineData("BPF_MAP_TYPE_HASH", "__u32", "__u64", 4, 1, "its flags is None, the object defines NoPrealloc")]
    public void Load_PinByNameOfAnotherShape_NamesTheDifference(string type, string key, string value, int entries, int flags, string message)
    {
        BpfLoadOptions options = new() { PinRoot = files.Root };
        using BpfObject first = Load(SharedOf(4), options);
        string source =
            $$"""
            struct { __uint(type, {{type}}); __type(key, {{key}}); __type(value, {{value}}); __uint(max_entries, {{entries}}); __uint(map_flags, {{flags}}); __uint(pinning, LIBBPF_PIN_BY_NAME); } shared SEC(".maps");
            SEC("xdp") int pass(struct xdp_md *ctx) { return bpf_map_lookup_elem(&shared, &(__u64){0}) ? XDP_PASS : XDP_DROP; }
            """;
        BpfException refused = Assert.Throws<BpfException>(() => Load(source, options));
        Assert.Equal((Errno.EINVAL, files["shared"]), (refused.Errno, refused.ObjectName));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PinByNameThenAProgramIsRefused_LeavesNoPin()
    {
        string source = SharedOf(4) + "\nSEC(\"xdp\") int bad(struct xdp_md *ctx) { return *(int *)(long)ctx->data; }";
        Assert.Throws<BpfVerifierException>(() => Load(source, new BpfLoadOptions { PinRoot = files.Root }));
        Assert.DoesNotContain(files["shared"], Directory.GetFileSystemEntries(files.Root));
    }

    [Fact]
    public void Load_PinByNameWhereAProgramIsPinned_SaysThatItIsNoMap()
    {
        BpfObject loaded = Load(SharedOf(4), new BpfLoadOptions { PinRoot = files["a"] });
        loaded.Program("pass").Pin(Path.Combine(files["b"], "shared"));
        BpfException refused = Assert.Throws<BpfException>(() => Load(SharedOf(4), new BpfLoadOptions { PinRoot = files["b"] }));
        Assert.Contains("no map", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PinRootIsNoBpfFileSystem_SaysSo()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        BpfException refused = Assert.Throws<BpfException>(() => Load(SharedOf(4), new BpfLoadOptions { PinRoot = directory }));
        Assert.Equal((Errno.EPERM, "pin map"), (refused.Errno, refused.Operation));
        Directory.Delete(directory);
    }

    [Fact]
    public void Pin_MapAndProgram_OpenAgainWithTheirShape()
    {
        BpfObject loaded = Load(SharedOf(4), new BpfLoadOptions { PinRoot = files.Root });
        loaded.Program("pass").Pin(files["program"]);
        loaded.Map("own").Pin(files["own"]);
        using BpfProgram program = BpfProgram.OpenPinned(Kernel, files["program"]);
        Assert.Equal(("pass", ProgramType.Xdp, loaded.Program("pass").Info.Id), (program.Name, program.Type, program.Info.Id));
        Assert.Null(program.ExpectedAttachType);
        using BpfProgram byId = BpfProgram.OpenById(Kernel, program.Info.Id);
        Assert.Equal(program.Info.Tag, byId.Info.Tag);
        using BpfMap map = BpfMap.OpenPinned(Kernel, files["own"], BpfAccess.ReadOnly);
        Assert.Equal((MapType.Array, 4u, 8u, 1u), (map.Type, map.KeySize, map.ValueSize, map.MaxEntries));
        Assert.Equal(Errno.EPERM, Assert.Throws<BpfException>(() => map.Update(new byte[4], new byte[8])).Errno);
        Assert.Contains("no map", Assert.Throws<BpfException>(() => BpfMap.OpenPinned(Kernel, files["program"])).Message, StringComparison.Ordinal);
        Assert.Contains("no program", Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(Kernel, files["own"])).Message, StringComparison.Ordinal);
        Assert.Contains("the name is taken", Assert.Throws<BpfException>(() => loaded.Map("own").Pin(files["own"])).Message, StringComparison.Ordinal);
        program.Unpin();
        Assert.False(File.Exists(files["program"]));
    }

    [Fact]
    public void Pin_WholeObject_IsAllOrNothing()
    {
        BpfObject loaded = Load(SharedOf(4), new BpfLoadOptions { PinRoot = files.Root });
        loaded.Pin(files["object"]);
        Assert.Equal(["own", "pass", "shared", "test_bss"], Directory.GetFiles(files["object"]).Select(f => Path.GetFileName(f)).Order());
        loaded.Unpin(files["object"]);
        Assert.Empty(Directory.GetFiles(files["object"]));

        loaded.Map("own").Pin(Path.Combine(files["object"], "pass"));
        Assert.Equal(Errno.EEXIST, Assert.Throws<BpfException>(() => loaded.Pin(files["object"])).Errno);
        Assert.Equal(["pass"], Directory.GetFiles(files["object"]).Select(f => Path.GetFileName(f)));
        loaded.PinMaps(files["maps"]);
        loaded.PinPrograms(files["programs"]);
        Assert.Equal((3, 1), (Directory.GetFiles(files["maps"]).Length, Directory.GetFiles(files["programs"]).Length));
        loaded.UnpinMaps(files["maps"]);
        loaded.UnpinPrograms(files["programs"]);
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => loaded.UnpinMaps(files["maps"])).Errno);
    }

    [Fact]
    public void Pin_InADirectoryThatIsMissingTwice_SaysWhatIsMissing()
    {
        BpfObject loaded = Load(SharedOf(4), new BpfLoadOptions { PinRoot = files.Root });
        BpfException refused = Assert.Throws<BpfException>(() => loaded.Map("own").Pin(Path.Combine(files["a"], "b", "c")));
        Assert.Equal(Errno.ENOENT, refused.Errno);
    }

    private static string SharedOf(int entries) => Shared.Replace("ENTRIES", entries.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
