using System.Text.Json;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests.Features;

public sealed class FeatureCommandTests
{
    [Fact]
    public void Probe_OfLinux_IsBpftoolsTextButForHelpersAndWhatBpftoolDoesNotKnow()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        string bpftool = Bpftool();
        string[] theirs = Lines(ToolRun.Output(bpftool, ["feature", "probe", "kernel"]));

        CommandRun run = CommandRun.Of("--backend", "linux", "feature", "probe", "kernel");

        Assert.Equal(0, run.ExitCode);
        string[] ours = [.. Lines(run.Output).Select(line => line.Replace(" (not permitted here)", "", StringComparison.Ordinal))];
        // bpftool cannot tell what programs of struct_ops may call, and 7.1 lists every helper for every other type.
        Assert.Empty(theirs.Where(line => line != "\tCould not determine which helpers are available" && !line.StartsWith("\t- ", StringComparison.Ordinal)).Except(ours));
        Assert.Equal(theirs.Take(70), ours.Take(70));
    }

    [Fact]
    public void Probe_OfLinuxAsJson_HasBpftoolsShape()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        using JsonDocument theirs = JsonDocument.Parse(ToolRun.Output(Bpftool(), ["-j", "feature", "probe", "kernel"]));

        using JsonDocument ours = JsonDocument.Parse(CommandRun.Of("--backend", "linux", "--json", "feature", "probe", "kernel").Output);

        foreach (JsonProperty section in theirs.RootElement.EnumerateObject())
        {
            JsonElement here = ours.RootElement.GetProperty(section.Name);
            foreach (JsonProperty item in section.Value.EnumerateObject())
            {
                Assert.Equal(item.Value.ValueKind, here.GetProperty(item.Name).ValueKind);
                if (section.Name != "helpers") Assert.Equal(item.Value.ToString(), here.GetProperty(item.Name).ToString());
            }
        }
    }

    [Fact]
    public void Probe_OfTheInProcessKernel_TellsWhatItHas()
    {
        using JsonDocument report = JsonDocument.Parse(CommandRun.Of("--backend", "user", "--json", "feature", "probe").Output);
        JsonElement root = report.RootElement;

        Assert.False(root.TryGetProperty("system_config", out _));
        Assert.True(root.GetProperty("program_types").GetProperty("have_xdp_prog_type").GetBoolean());
        Assert.False(root.GetProperty("program_types").GetProperty("have_lirc_mode2_prog_type").GetBoolean());
        Assert.True(root.GetProperty("map_types").GetProperty("have_lru_hash_map_type").GetBoolean());
        string[] xdp = Names(root.GetProperty("helpers").GetProperty("xdp_available_helpers"));
        Assert.Contains("bpf_xdp_adjust_head", xdp);
        Assert.DoesNotContain("bpf_sys_bpf", xdp);
        Assert.Empty(Names(root.GetProperty("helpers").GetProperty("lirc_mode2_available_helpers")));
    }

    /// <summary>Each helper that Linux has, and no other, may be in the in-process kernel.</summary>
    [Fact]
    public void Probe_OfTheInProcessKernel_NamesNoHelperThatLinuxRefuses()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using JsonDocument here = JsonDocument.Parse(CommandRun.Of("--backend", "user", "--json", "feature", "probe", "full").Output);
        using JsonDocument there = JsonDocument.Parse(CommandRun.Of("--backend", "linux", "--json", "feature", "probe", "full").Output);

        foreach (JsonProperty list in here.RootElement.GetProperty("helpers").EnumerateObject())
            Assert.Empty(Names(list.Value).Except(Names(there.RootElement.GetProperty("helpers").GetProperty(list.Name))));
    }

    [Fact]
    public void Probe_InFull_AsksForTheHelpersThatLinuxAnnounces()
    {
        string[] without = Lines(CommandRun.Of("feature", "probe").Output), with = Lines(CommandRun.Of("feature", "probe", "full").Output);

        Assert.Contains("\t- bpf_trace_printk", with);
        Assert.DoesNotContain("\t- bpf_trace_printk", without);
    }

    [Fact]
    public void Probe_AsMacros_BeginsEachWithThePrefix()
    {
        CommandRun run = CommandRun.Of("feature", "probe", "kernel", "macros", "prefix", "NB_");

        string[] macros = [.. Lines(run.Output).Where(line => line.StartsWith("#define ", StringComparison.Ordinal))];
        Assert.Contains("#define NB_HAVE_XDP_PROG_TYPE", macros);
        Assert.Contains("#define NB_NO_HAVE_LIRC_MODE2_PROG_TYPE", macros);
        Assert.Contains("#define NB_BPF__PROG_TYPE_xdp__HELPER_bpf_xdp_adjust_head 1", macros);
        Assert.Contains("#define NB_BPF__PROG_TYPE_xdp__HELPER_bpf_sys_bpf 0", macros);
        Assert.All(macros, line => Assert.StartsWith("#define NB_", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_AsMacros_IsTakenByACompiler()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        string macros = CommandRun.Of("feature", "probe", "macros").Output;

        byte[] compiled = ClangCompiler.Compile(macros + """
            #if !HAVE_PROG_TYPE_HELPER(xdp, bpf_xdp_adjust_head) || HAVE_PROG_TYPE_HELPER(xdp, bpf_sys_bpf) || !defined(HAVE_ARRAY_MAP_TYPE)
            #error "wrong macros"
            #endif
            """);

        Assert.NotEmpty(compiled);
    }

    [Theory]
    [InlineData("prog_types")]
    [InlineData("map_types")]
    [InlineData("attach_types")]
    [InlineData("link_types")]
    [InlineData("helpers")]
    public void ListBuiltins_BeginsAsBpftools(string group)
    {
        string[] theirs = Lines(ToolRun.Output(Bpftool(), ["feature", "list_builtins", group]));

        CommandRun run = CommandRun.Of("feature", "list_builtins", group);

        Assert.Equal(theirs, Lines(run.Output).Take(theirs.Length));
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("--json", "feature", "list_builtins", group).Output);
        Assert.Equal(Lines(run.Output), Names(json.RootElement));
    }

    [Theory]
    [InlineData("feature", "probe", "dev")]
    [InlineData("feature", "probe", "macros", "prefix")]
    [InlineData("--json", "feature", "probe", "macros")]
    [InlineData("feature", "list_builtins")]
    [InlineData("feature", "list_builtins", "colours")]
    [InlineData("feature", "list_builtins", "helpers", "more")]
    public void Run_UsedWrongly_SaysHowInOneLine(params string[] args)
    {
        CommandRun run = CommandRun.Of(args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("Error: usage: ", Assert.Single(Lines(run.Error)), StringComparison.Ordinal);
    }

    private static string Bpftool()
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        return bpftool;
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static string[] Names(JsonElement array) => [.. array.EnumerateArray().Select(name => name.GetString()!)];
}
