using System.Globalization;
using System.Text.Json;
using Nbpf.Syscall;

namespace Nbpf.Cli.Programs;

/// <summary>A program in the form of <c>bpftool prog show</c>.</summary>
internal static class ProgramListing
{
    /// <summary>Writes the lines bpftool prints for a program.</summary>
    public static void WriteText(TextWriter output, ProgInfo info)
    {
        string name = info.Name.Length > 0 ? $"  name {OneLine.Of(info.Name)}" : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{info.Id}: {KernelNames.Of(info.Type)}{name}  tag {Convert.ToHexStringLower(info.Tag.AsSpan())}{(info.GplCompatible ? "  gpl" : "")}"));
        output.Write(string.Create(CultureInfo.InvariantCulture, $"\txlated {info.XlatedInstructions.Length * 8}B"));
        output.Write(info.JitedLength > 0 ? string.Create(CultureInfo.InvariantCulture, $"  jited {info.JitedLength}B") : "  not jited");
        output.Write(string.Create(CultureInfo.InvariantCulture, $"  memlock {info.MemoryBytes}B"));
        output.WriteLine(info.MapIds.IsEmpty ? "" : $"  map_ids {string.Join(',', info.MapIds)}");
        if (info.BtfId != 0) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\tbtf_id {info.BtfId}"));
    }

    /// <summary>Writes the object bpftool's JSON has for a program.</summary>
    public static void WriteJson(Utf8JsonWriter json, ProgInfo info)
    {
        json.WriteStartObject();
        json.WriteNumber("id", info.Id);
        json.WriteString("type", KernelNames.Of(info.Type));
        if (info.Name.Length > 0) json.WriteString("name", info.Name);
        json.WriteString("tag", Convert.ToHexStringLower(info.Tag.AsSpan()));
        json.WriteBoolean("gpl_compatible", info.GplCompatible);
        json.WriteNumber("uid", info.CreatedByUid);
        json.WriteNumber("bytes_xlated", info.XlatedInstructions.Length * 8);
        json.WriteBoolean("jited", info.JitedLength > 0);
        if (info.JitedLength > 0) json.WriteNumber("bytes_jited", info.JitedLength);
        json.WriteNumber("bytes_memlock", info.MemoryBytes);
        if (!info.MapIds.IsEmpty)
        {
            json.WriteStartArray("map_ids");
            foreach (uint id in info.MapIds) json.WriteNumberValue(id);
            json.WriteEndArray();
        }

        if (info.BtfId != 0) json.WriteNumber("btf_id", info.BtfId);
        json.WriteEndObject();
    }
}
