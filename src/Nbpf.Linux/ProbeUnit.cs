using System.Globalization;

namespace Nbpf.Linux;

/// <summary>A source of probe events (/sys/bus/event_source/devices/uprobe or kprobe): its number and where its options stand in an event's config.</summary>
/// <param name="Type">The number that stands for it in perf_event_attr.type.</param>
/// <param name="ReturnBit">Bit of config that asks for returns.</param>
/// <param name="CounterShift">Lowest bit of the reference counter's offset in config.</param>
internal sealed record ProbeUnit(uint Type, int ReturnBit, int CounterShift)
{
    private const int DefaultCounterShift = 32;

    /// <summary>Reads a source, or null when this kernel does not have it.</summary>
    /// <param name="name"><c>uprobe</c> or <c>kprobe</c>.</param>
    public static ProbeUnit? Read(string name)
    {
        string directory = $"/sys/bus/event_source/devices/{name}";
        if (FirstLine($"{directory}/type") is not { } type || !uint.TryParse(type, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) return null;
        return new(number, LowestBit($"{directory}/format/retprobe") ?? 0, LowestBit($"{directory}/format/ref_ctr_offset") ?? DefaultCounterShift);
    }

    /// <summary><c>config:0</c> or <c>config:32-63</c></summary>
    private static int? LowestBit(string path)
    {
        if (FirstLine(path) is not { } line || !line.StartsWith("config:", StringComparison.Ordinal)) return null;
        string bits = line["config:".Length..].Split('-')[0];
        return int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out int bit) ? bit : null;
    }

    private static string? FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault()?.Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
