using System.Text.Json;
using Nbpf.Maglev.Capture;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests.Demo;

public sealed class DemoTests : IDisposable
{
    private readonly string _output = Path.GetTempFileName();

    [Fact]
    public void Demo_Json_HasTheContractsKeysAndPlausibleValues()
    {
        using JsonDocument document = JsonDocument.Parse(Run("--json", "demo", "--output", _output));
        JsonElement root = document.RootElement;

        Assert.Equal(["fixed_map_bytes", "model", "ns_per_packet", "services", "verdicts"], Keys(root));
        JsonElement[] services = [.. root.GetProperty("services").EnumerateArray()];
        Assert.Equal([3, 50, 1000], services.Select(service => service.GetProperty("backends").GetInt32()));
        ulong largest = 0;
        foreach (JsonElement service in services)
        {
            Assert.Equal(["backends", "backends_hit", "map_bytes", "max_over_mean", "packets", "table_size", "vip"], Keys(service));
            Assert.InRange(service.GetProperty("packets").GetInt32(), 1000, 40_000);
            Assert.InRange(service.GetProperty("table_size").GetInt32(), 100 * service.GetProperty("backends").GetInt32(), 262_144);
            Assert.InRange(service.GetProperty("backends_hit").GetInt32(), service.GetProperty("backends").GetInt32() * 95 / 100, service.GetProperty("backends").GetInt32());
            Assert.InRange(service.GetProperty("max_over_mean").GetDouble(), 1, 1.01);
            largest = Math.Max(largest, service.GetProperty("map_bytes").GetUInt64());
        }
        Assert.Equal(3 * largest, root.GetProperty("fixed_map_bytes").GetUInt64());
        JsonElement model = root.GetProperty("model");
        Assert.Equal(["fixed_map_bytes", "map_bytes", "services"], Keys(model));
        Assert.Equal(1000, model.GetProperty("services").GetInt32());
        Assert.InRange(model.GetProperty("map_bytes").GetUInt64(), 1_000_000u, model.GetProperty("fixed_map_bytes").GetUInt64() / 10);
        Assert.Equal(["interpreter", "jit"], Keys(root.GetProperty("ns_per_packet")));
        Assert.All(root.GetProperty("ns_per_packet").EnumerateObject(), engine => Assert.True(double.IsFinite(engine.Value.GetDouble())));
    }

    [Fact]
    public void Demo_EveryPacket_IsInAVerdictAndTheForwardedOnesInTheOutput()
    {
        using JsonDocument document = JsonDocument.Parse(Run("--json", "demo", "--output", _output));
        int all = 0, forwarded = 0;
        foreach (JsonProperty trafficClass in document.RootElement.GetProperty("verdicts").EnumerateObject())
        {
            foreach (JsonProperty verdict in trafficClass.Value.EnumerateObject())
            {
                all += verdict.Value.GetInt32();
                if (verdict.Name == "XDP_TX") forwarded += verdict.Value.GetInt32();
            }
        }

        Assert.Equal(Packets(Path.Combine(Repository.Root, "data", "captures", "services.pcap.gz")), all);
        Assert.Equal(Packets(_output), forwarded);
        Assert.Equal(document.RootElement.GetProperty("services").EnumerateArray().Sum(service => service.GetProperty("packets").GetInt32()), forwarded);
        Assert.InRange(forwarded, 20_000, all);
    }

    [Fact]
    public void Demo_Output_IsReadByTcpdump()
    {
        string? tcpdump = ToolRun.Find("tcpdump");
        Assert.SkipWhen(tcpdump is null, "tcpdump is not installed");
        Run("demo", "--output", _output);

        string[] lines = ToolRun.Output(tcpdump, ["-n", "-v", "-r", _output, "-c", "4000"]).Split('\n');

        Assert.Contains(lines, line => line.Contains("proto IPIP (4)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("next-header IPv6 (41)", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("bad cksum", StringComparison.Ordinal));
    }

    [Fact]
    public void Demo_Text_ShowsBothLookups()
    {
        string text = Run("demo", "--output", _output);

        Assert.Contains("r1 += 312", text, StringComparison.Ordinal);
        Assert.Contains("if r0 >= 0x10000 goto pc+3", text, StringComparison.Ordinal);
        Assert.Contains("call array_map_lookup_elem#", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Theory]
    [InlineData("", "the input is empty (at offset 0x0)")]
    [InlineData("nonsense, and more than a header of it", "magic number expected")]
    public void Demo_DamagedCapture_IsOneLineAndExitOne(string contents, string message)
    {
        string capture = Path.GetTempFileName();
        try
        {
            File.WriteAllText(capture, contents);

            CommandRun run = CommandRun.Of("demo", "--capture", capture, "--output", _output);

            Assert.Equal(1, run.ExitCode);
            string line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith("Error: ", line, StringComparison.Ordinal);
            Assert.Contains(message, line, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(capture);
        }
    }

    public void Dispose() => File.Delete(_output);

    private static string Run(params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);

    private static int Packets(string path)
    {
        int packets = 0;
        using PcapReader reader = PcapReader.Open(path);
        while (reader.TryRead(out _)) packets++;
        return packets;
    }
}
