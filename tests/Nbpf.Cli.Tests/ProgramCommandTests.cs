using System.Text.Json;
using Xunit;

namespace Nbpf.Cli.Tests;

public sealed class ProgramCommandTests
{
    [Fact]
    public void Verify_OfTheDataPlane_SaysSuccess()
    {
        CommandRun run = CommandRun.Of("verify", CommandRun.Maglev, "--json");
        using JsonDocument rows = JsonDocument.Parse(run.Output);
        JsonElement row = Assert.Single(rows.RootElement.EnumerateArray());

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["file", "program", "type", "verdict", "errno", "insns", "total_states", "peak_states", "duration_us", "message"],
            row.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("maglev", "xdp", "success", 0), (row.GetProperty("program").GetString(), row.GetProperty("type").GetString(), row.GetProperty("verdict").GetString(), row.GetProperty("errno").GetInt32()));
        Assert.InRange(row.GetProperty("insns").GetInt32(), 300, 100_000);
    }

    [Fact]
    public void DumpXlated_OfTheDataPlane_InlinesTheArrayAndCallsForTheInnerMap()
    {
        CommandRun run = CommandRun.Of("prog", "dump", "xlated", "object", CommandRun.Maglev);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("int maglev(struct xdp_md * ctx):\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("(07) r1 += 312\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("call array_map_lookup_elem#", run.Output, StringComparison.Ordinal);
        Assert.Contains("call __htab_map_lookup_elem#", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void DumpXlated_WithJson_HasBpftoolsKeys()
    {
        CommandRun run = CommandRun.Of("-j", "prog", "dump", "xlated", "object", CommandRun.Maglev, "opcodes", "linum");
        using JsonDocument dump = JsonDocument.Parse(run.Output);
        JsonElement first = dump.RootElement[0];

        Assert.Equal(["proto", "src", "file", "line_num", "disasm", "opcodes"], first.EnumerateObject().Select(property => property.Name).Where(name => name != "line_col"));
    }

    [Fact]
    public void Run_OnAFrameOfNoKnownProtocol_Passes()
    {
        string packet = Path.GetTempFileName();
        File.WriteAllBytes(packet, new byte[64]);
        try
        {
            CommandRun run = CommandRun.Of("prog", "run", "object", CommandRun.Maglev, "data_in", packet, "repeat", "10", "-j");
            using JsonDocument result = JsonDocument.Parse(run.Output);

            Assert.Equal(0, run.ExitCode);
            Assert.Equal((uint)XdpAction.Pass, result.RootElement.GetProperty("retval").GetUInt32());
            Assert.True(result.RootElement.TryGetProperty("duration", out _));
        }
        finally
        {
            File.Delete(packet);
        }
    }

    [Fact]
    public void Run_WithoutAPacket_SaysWhatWasGivenAndWhatIsTaken()
    {
        CommandRun run = CommandRun.Of("prog", "run", "object", CommandRun.Maglev);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("Error: run program 'maglev': EINVAL: data_in has 0 bytes, ctx_in 0, repeat is 1; an XDP program takes data_in of 14 bytes", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_WithoutPrograms_ListsNone()
    {
        Assert.Equal("[]", CommandRun.Of("prog", "show", "--json").Output.Trim());
        Assert.Equal("", CommandRun.Of("prog", "show").Output);
    }
}
