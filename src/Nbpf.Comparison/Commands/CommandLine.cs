using System.Globalization;

namespace Nbpf.Comparison.Commands;

/// <summary>A command's line while it is read: positional words in order, options by name; <see cref="End"/> refuses what nobody asked for.</summary>
internal sealed class CommandLine
{
    private readonly Queue<string> _words = new();
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    public CommandLine(string line)
    {
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) _words.Enqueue(word);
            else if (!_options.TryAdd(word[..equals], word[(equals + 1)..])) throw new FormatException($"'{word[..equals]}' is given twice");
        }
    }

    public string Next() => _words.TryDequeue(out string? word) ? word : throw new FormatException("a word is missing");

    public Operand Operand() => new(Next());

    public string Word(string option, string usual = "") => _options.Remove(option, out string? value) ? value : usual;

    public uint Count() => checked((uint)Number("count"));

    public ulong Number(string option, ulong usual = 0) =>
        _options.Remove(option, out string? value) ? ulong.Parse(value, CultureInfo.InvariantCulture) : usual;

    public int Signed(string option) => int.Parse(Word(option, "0"), CultureInfo.InvariantCulture);

    public int? Room() => _options.Remove("room", out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    public T Enum<T>()
        where T : struct, Enum => System.Enum.Parse<T>(Next());

    public T Flags<T>(string option)
        where T : struct, Enum => _options.Remove(option, out string? value) ? System.Enum.Parse<T>(value.Replace('|', ',')) : default;

    public void End()
    {
        if (_words.TryPeek(out string? word)) throw new FormatException($"'{word}' is one word too many");
        if (_options.Count > 0) throw new FormatException($"'{_options.Keys.First()}' is no option of this command");
    }
}
