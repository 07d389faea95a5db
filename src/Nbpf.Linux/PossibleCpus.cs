using System.Globalization;

namespace Nbpf.Linux;

/// <summary>The CPUs that a per-CPU map has values for (/sys/devices/system/cpu/possible).</summary>
internal static class PossibleCpus
{
    private const string Path = "/sys/devices/system/cpu/possible";

    /// <summary>How many CPUs the kernel may ever bring up.</summary>
    public static int Count() => Count(File.ReadAllText(Path));

    /// <summary>How many CPUs a list of ranges names.</summary>
    /// <param name="list">For example <c>0-3,8</c>.</param>
    /// <exception cref="BpfFormatException">The text is no such list.</exception>
    public static int Count(string list)
    {
        int count = 0;
        foreach (string range in list.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out int first) || !TryParse(ends[^1], out int last) || last < first)
                throw new BpfFormatException($"{Path}: expected ranges of CPU numbers, found '{list.Trim()}'", 0);
            count += last - first + 1;
        }

        return count;
    }

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
