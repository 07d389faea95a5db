using System.Globalization;

namespace Nbpf.Linux;

/// <summary>What /proc/self/fdinfo tells of a file descriptor: for BPF objects type, sizes, accounted memory.</summary>
internal sealed class FdInfo
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private FdInfo(string[] lines)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) values[line[..colon]] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>Reads the file, or null when the file descriptor is not open or /proc is not mounted.</summary>
    /// <param name="fd">The file descriptor.</param>
    public static FdInfo? Read(int fd)
    {
        try
        {
            return new(File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{fd}")));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether there is such a line.</summary>
    /// <param name="name">What stands before the colon.</param>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>A decimal or hexadecimal (0x…) number, or null when there is no such line.</summary>
    /// <param name="name">What stands before the colon.</param>
    public ulong? Number(string name)
    {
        if (!values.TryGetValue(name, out string? text)) return null;
        bool parsed = text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return parsed ? number : null;
    }
}
