using System.Globalization;

namespace Nbpf.Cli.Shell;

/// <summary>The words of a command in bpftool's keyword grammar, read from left to right.</summary>
/// <param name="words">The words after the verb.</param>
public sealed class Words(IReadOnlyList<string> words)
{
    private int _position;

    /// <summary>True when all words have been read.</summary>
    public bool AtEnd => _position == words.Count;

    /// <summary>The next word without reading it, or null at the end.</summary>
    public string? Peek => AtEnd ? null : words[_position];

    /// <summary>Reads the next word when it is the keyword.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <returns>True when it was.</returns>
    public bool Take(string keyword)
    {
        if (Peek != keyword) return false;
        _position++;
        return true;
    }

    /// <summary>Reads the next word.</summary>
    /// <param name="meaning">What the word is, for the error when there is none.</param>
    public string Next(string meaning)
    {
        if (AtEnd) throw new UsageException($"{meaning} expected at the end of the command");
        return words[_position++];
    }

    /// <summary>Reads the next word as a number: decimal, or hexadecimal after <c>0x</c>.</summary>
    /// <param name="meaning">What the number is, for errors.</param>
    public uint NextNumber(string meaning)
    {
        string word = Next(meaning);
        bool hex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return uint.TryParse(hex ? word[2..] : word, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{meaning} from 0 to {uint.MaxValue} expected, found '{word}'"));
    }

    /// <summary>Fails when words are left.</summary>
    public void End()
    {
        if (!AtEnd) throw new UsageException($"unexpected '{Peek}'");
    }
}
