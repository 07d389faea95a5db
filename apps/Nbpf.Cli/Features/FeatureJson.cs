using System.Text.Json;
using Nbpf.Linux;

namespace Nbpf.Cli.Features;

/// <summary>A report with the keys of bpftool's JSON, and behind them <c>btf</c> and <c>kernel_functions</c>.</summary>
internal static class FeatureJson
{
    /// <summary>Writes the report.</summary>
    public static void Write(Utf8JsonWriter json, FeatureReport report)
    {
        json.WriteStartObject();
        if (report.System is { } system) WriteSystem(json, system);
        Write(json, report.SystemCall);
        Write(json, report.ProgramTypes);
        Write(json, report.MapTypes);
        json.WriteStartObject("helpers");
        foreach (HelperList list in report.Helpers) WriteNames(json, $"{list.Type}_available_helpers", list.Helpers ?? []);
        json.WriteEndObject();
        Write(json, report.Miscellaneous);
        Write(json, report.BtfKinds);
        if (report.KernelFunctions is { } functions) WriteNames(json, "kernel_functions", functions);
        else json.WriteNull("kernel_functions");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FeatureSection section)
    {
        json.WriteStartObject(section.JsonKey);
        foreach (FeatureLine line in section.Lines) json.WriteBoolean(line.JsonKey, line.IsAvailable);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string key, IEnumerable<string> names)
    {
        json.WriteStartArray(key);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteSystem(Utf8JsonWriter json, SystemConfiguration system)
    {
        json.WriteStartObject("system_config");
        foreach ((string key, long? value) in SystemSettings.Numbers(system)) json.WriteNumber(key, value ?? -1);
        if (system.BuildOptions is not null)
        {
            foreach (string option in SystemSettings.BuildOptions) json.WriteString(option, SystemSettings.Option(system, option));
        }
        json.WriteEndObject();
    }
}
