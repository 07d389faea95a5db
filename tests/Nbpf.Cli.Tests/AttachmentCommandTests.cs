using System.Text.Json;
using Nbpf.Linux;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Loading, pinning, attaching and showing links in Linux: each command is a process's life, so pins alone carry on. bpftool is the judge.</summary>
public sealed class AttachmentCommandTests : IDisposable
{
    private const string Source =
        """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 1); } table SEC(".maps");
        SEC("xdp") int drop(struct xdp_md *ctx) { __u32 key = 0; bpf_map_lookup_elem(&table, &key); return XDP_DROP; }
        SEC("xdp") int pass(struct xdp_md *ctx) { return XDP_PASS; }
        char _license[] SEC("license") = "GPL";
        """;

    private readonly BpfFileSystemMount files;
    private readonly string path;

    public AttachmentCommandTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        files = BpfFileSystemMount.Create();
        path = ClangCompiler.CompileToFile(Source);
    }

    public void Dispose() => files?.Dispose();

    [Fact]
    public void Load_PinsTheFirstProgram_WhichTheOtherCommandsFind()
    {
        Ok("prog", "load", path, files["drop"], "pinmaps", files["maps"]);
        Assert.True(File.Exists(Path.Combine(files["maps"], "table")));
        string shown = Ok("-j", "prog", "show", "pinned", files["drop"]);
        JsonElement ours = JsonDocument.Parse(shown).RootElement;
        Assert.Equal(("xdp", "drop"), (ours.GetProperty("type").GetString(), ours.GetProperty("name").GetString()));
        if (ToolRun.Find("bpftool") is { } bpftool)
        {
            JsonElement theirs = JsonDocument.Parse(ToolRun.Output(bpftool, ["-j", "prog", "show", "pinned", files["drop"]])).RootElement;
            Assert.Equal(theirs.GetProperty("id").GetUInt32(), ours.GetProperty("id").GetUInt32());
        }

        Ok("prog", "pin", "pinned", files["drop"], files["again"]);
        Ok("map", "pin", "pinned", Path.Combine(files["maps"], "table"), files["table"]);
        Assert.Contains("\"retval\":1", Ok("-j", "prog", "run", "pinned", files["again"], "data_in", path), StringComparison.Ordinal);
        Fails($"pin program at '{files["again"]}': EEXIST: the name is taken", "prog", "load", path, files["again"]);
        Fails("no program", "prog", "show", "pinned", files["table"]);
    }

    [Fact]
    public void LoadAll_PinsEveryProgramOrNone()
    {
        Ok("prog", "loadall", path, files["all"], "type", "xdp");
        Assert.Equal(["drop", "pass"], Directory.GetFiles(files["all"]).Select(f => Path.GetFileName(f)).Order());
        Ok("prog", "load", path, Path.Combine(files["some"], "pass"));
        Fails("EEXIST", "prog", "loadall", path, files["some"]);
        Assert.Equal(["pass"], Directory.GetFiles(files["some"]).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void Load_WithAMapOfAnother_SharesIt()
    {
        Ok("prog", "load", path, files["first"], "pinmaps", files["maps"]);
        Ok("prog", "load", path, files["second"], "map", "name", "table", "pinned", Path.Combine(files["maps"], "table"));
        static string Maps(string shown) => JsonDocument.Parse(shown).RootElement.GetProperty("map_ids").ToString();
        Assert.Equal(Maps(Ok("-j", "prog", "show", "pinned", files["first"])), Maps(Ok("-j", "prog", "show", "pinned", files["second"])));
        Fails("find map 'nothing' of the object", "prog", "load", path, files["third"], "map", "name", "nothing", "pinned", Path.Combine(files["maps"], "table"));
    }

    [Fact]
    public void NetAttach_Xdp_StopsPacketsUntilDetached()
    {
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out string reason), reason);
        using NetworkNamespace network = NetworkNamespace.Create();
        Ok("prog", "loadall", path, files["all"]);
        string drop = Path.Combine(files["all"], "drop"), pass = Path.Combine(files["all"], "pass");
        network.Run(() => Ok("net", "attach", "xdpgeneric", "pinned", drop, "dev", NetworkNamespace.InterfaceName));
        Assert.True(network.Stops());
        network.Run(() => Fails("EBUSY", "net", "attach", "xdpgeneric", "pinned", pass, "dev", NetworkNamespace.InterfaceName));
        network.Run(() => Ok("net", "attach", "xdpgeneric", "pinned", pass, "dev", NetworkNamespace.InterfaceName, "overwrite"));
        Assert.True(network.Delivers());
        network.Run(() => Ok("net", "detach", "xdpgeneric", "dev", NetworkNamespace.InterfaceName));
        network.Run(() => Fails("find interface 'nosuch0': ENODEV", "net", "detach", "xdp", "dev", "nosuch0"));
    }

    [Fact]
    public void LinkShow_XdpLink_IsWhatBpftoolShows()
    {
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out string reason), reason);
        using NetworkNamespace network = NetworkNamespace.Create();
        using LinuxKernel kernel = OperatingSystem.IsLinux() ? LinuxKernel.Open() : throw new PlatformNotSupportedException();
        using BpfObject loaded = BpfObject.Load(kernel, path);
        using (BpfLink link = network.Run(() => loaded.Program("drop").Attach(new Nbpf.Links.XdpTarget(network.InterfaceIndex))))
            link.Pin(files["link"]);
        string text = network.Run(() => Ok("link", "show", "pinned", files["link"]));
        JsonElement ours = JsonDocument.Parse(network.Run(() => Ok("-j", "link", "show", "pinned", files["link"]))).RootElement;
        Assert.Equal($"{ours.GetProperty("id")}: xdp  prog {loaded.Program("drop").Info.Id}\n\tifindex {NetworkNamespace.InterfaceName}({network.InterfaceIndex})\n", text);
        if (ToolRun.Find("bpftool") is { } bpftool)
        {
            JsonElement theirs = JsonDocument.Parse(network.Run(() => ToolRun.Output(bpftool, ["-j", "link", "show", "pinned", files["link"]]))).RootElement;
            foreach (string field in new[] { "id", "type", "prog_id", "devname", "ifindex" })
            {
                if (theirs.TryGetProperty(field, out JsonElement value)) Assert.Equal(value.ToString(), ours.GetProperty(field).ToString());
            }
        }

        Assert.Contains(text, network.Run(() => Ok("link", "show")), StringComparison.Ordinal);
        Ok("link", "pin", "pinned", files["link"], files["copy"]);
        Ok("link", "detach", "pinned", files["copy"]);
        Assert.Contains("(detached)(0)", Ok("link", "show", "pinned", files["link"]), StringComparison.Ordinal);
        Assert.True(network.Delivers());
        Fails("open link with id '4000000000': ENOENT", "link", "show", "id", "4000000000");
    }

    [Fact]
    public void ProgAttach_MessageVerdictOnAMapOfSockets_AttachesAndDetaches()
    {
        string sockets = ClangCompiler.CompileToFile(
            """
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>
            struct { __uint(type, BPF_MAP_TYPE_SOCKMAP); __type(key, __u32); __type(value, __u64); __uint(max_entries, 1); } sockets SEC(".maps");
            SEC("sk_msg") int verdict(struct sk_msg_md *msg) { return SK_PASS; }
            """);
        Ok("prog", "load", sockets, files["verdict"], "pinmaps", files["maps"]);
        string map = Path.Combine(files["maps"], "sockets");
        Ok("prog", "attach", "pinned", files["verdict"], "sk_msg_verdict", "pinned", map);
        Ok("prog", "detach", "pinned", files["verdict"], "sk_msg_verdict", "pinned", map);
        Fails("ENOENT", "prog", "detach", "pinned", files["verdict"], "sk_msg_verdict", "pinned", map);
    }

    private static string Ok(params string[] args)
    {
        CommandRun run = CommandRun.Of(["--backend", "linux", .. args]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    private static void Fails(string part, params string[] args)
    {
        CommandRun run = CommandRun.Of(["--backend", "linux", .. args]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(part, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
