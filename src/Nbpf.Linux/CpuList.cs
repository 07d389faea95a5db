using System.Collections.Immutable;
using System.Globalization;

namespace Nbpf.Linux;

/// <summary>Lists of CPUs as /sys writes them: <c>0-3,8</c>.</summary>
internal static class CpuList
{
    /// <summary>The CPUs that are running.</summary>
    public static ImmutableArray<int> Online() => Read("/sys/devices/system/cpu/online");

    /// <summary>The CPUs that the kernel may ever bring up.</summary>
    public static ImmutableArray<int> Possible() => Read("/sys/devices/system/cpu/possible");

    /// <summary>The CPUs that a list of ranges names.</summary>
    /// <param name="list">For example <c>0-3,8</c>.</param>
    /// <param name="path">Where it stands, for messages.</param>
    /// <exception cref="BpfFormatException">The text is no such list.</exception>
    public static ImmutableArray<int> Parse(string list, string path)
    {
        ImmutableArray<int>.Builder cpus = ImmutableArray.CreateBuilder<int>();
        foreach (string range in list.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out int first) || !TryParse(ends[^1], out int last) || last < first || last - first > ushort.MaxValue)
                throw new BpfFormatException($"{path}: expected ranges of CPU numbers, found '{list.Trim()}'", 0);
            for (int cpu = first; cpu <= last; cpu++) cpus.Add(cpu);
        }

        return cpus.ToImmutable();
    }

    private static ImmutableArray<int> Read(string path) => Parse(File.ReadAllText(path), path);

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
