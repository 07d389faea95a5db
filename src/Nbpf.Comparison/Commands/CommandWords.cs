using System.Globalization;

namespace Nbpf.Comparison.Commands;

/// <summary>The words of a command's line: positional ones, then options <c>name=value</c>. Options that have their usual value are left out.</summary>
internal static class CommandWords
{
    public static string Option(string name, ulong value, ulong usual = 0) =>
        value == usual ? "" : string.Create(CultureInfo.InvariantCulture, $" {name}={value}");

    public static string Option(string name, string value) => value.Length == 0 ? "" : $" {name}={value}";

    public static string Flags<T>(string name, T flags)
        where T : struct, Enum
    {
        string text = flags.ToString().Replace(", ", "|", StringComparison.Ordinal);
        return text is "None" or "0" ? "" : $" {name}={text}";
    }

    public static string Room(int? room) => room is { } bytes ? string.Create(CultureInfo.InvariantCulture, $" room={bytes}") : "";
}
