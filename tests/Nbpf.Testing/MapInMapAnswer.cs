using Nbpf.Syscall;

namespace Nbpf.Testing;

/// <summary>What a kernel answered to one step of <see cref="MapInMapErrnoScript"/>.</summary>
/// <param name="Label">The step.</param>
/// <param name="Errno">The error, <see cref="Errno.None"/> on success.</param>
/// <param name="Detail">What else it told: which map a lookup named, the next key, the count; empty when nothing.</param>
public sealed record MapInMapAnswer(string Label, Errno Errno, string Detail = "")
{
    /// <summary>The answers of Linux 6.18, in the script's order (tests/Recorded/map-in-map-errnos.tsv).</summary>
    public static IReadOnlyList<MapInMapAnswer> Recorded { get; } = Read();

    /// <summary>A line of the table.</summary>
    public override string ToString() => $"{Label}\t{(Errno == Errno.None ? "OK" : Errno.ToString())}\t{Detail}";

    private static MapInMapAnswer[] Read() =>
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Recorded", "map-in-map-errnos.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(fields => new MapInMapAnswer(fields[0], fields[1] == "OK" ? Errno.None : Enum.Parse<Errno>(fields[1]), fields[2])),
    ];
}
