namespace Nbpf.Bench.Measuring;

/// <summary>What the results were measured on.</summary>
internal static class Machine
{
    internal static string Describe()
    {
        string processor = Lines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";
        string release = Lines("/proc/sys/kernel/osrelease").FirstOrDefault() ?? Environment.OSVersion.VersionString;
        string load = Lines("/proc/loadavg").FirstOrDefault()?.Split(' ')[0] ?? "unknown";
        return $"{processor}, {Environment.ProcessorCount} CPUs, Linux {release}, .NET {Environment.Version}, load average {load} at the end";
    }

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
