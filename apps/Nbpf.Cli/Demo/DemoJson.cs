using System.Text.Json;
using Nbpf.Maglev.Capture;

namespace Nbpf.Cli.Demo;

/// <summary>The report as one JSON document.</summary>
internal static class DemoJson
{
    internal static void Write(Utf8JsonWriter json, DemoReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("services");
        foreach (DemoServiceReport service in report.Services)
        {
            json.WriteStartObject();
            json.WriteString("vip", service.Vip.ToString());
            json.WriteNumber("backends", service.Backends);
            json.WriteNumber("table_size", service.TableSize);
            json.WriteNumber("max_over_mean", Math.Round(service.MaxOverMean, 6));
            json.WriteNumber("packets", service.Packets);
            json.WriteNumber("backends_hit", service.BackendsHit);
            json.WriteNumber("map_bytes", service.MapBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("fixed_map_bytes", report.FixedMapBytes);
        json.WriteStartObject("model");
        json.WriteNumber("services", report.Model.Services);
        json.WriteNumber("map_bytes", report.Model.MapBytes);
        json.WriteNumber("fixed_map_bytes", report.Model.FixedMapBytes);
        json.WriteEndObject();
        json.WriteStartObject("ns_per_packet");
        json.WriteNumber("jit", report.CompiledNanoseconds);
        if (report.InterpretedNanoseconds is { } interpreted) json.WriteNumber("interpreter", interpreted);
        else json.WriteNull("interpreter");
        json.WriteEndObject();
        json.WriteStartObject("verdicts");
        foreach ((TrafficClass trafficClass, IReadOnlyDictionary<XdpAction, int> actions) in report.Verdicts)
        {
            json.WriteStartObject(TrafficClassifier.Name(trafficClass));
            foreach ((XdpAction action, int count) in actions) json.WriteNumber(DemoText.Name(action), count);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
