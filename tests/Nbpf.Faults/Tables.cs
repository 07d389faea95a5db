namespace Nbpf.Faults;

/// <summary>Tables of faults as text: a line each, columns divided by tabs, comments after #.</summary>
internal static class Tables
{
    /// <summary>The lines of a table; none when there is no such file.</summary>
    public static IEnumerable<string> Lines(string path) => File.Exists(path)
        ? File.ReadLines(path).Where(static line => line.Length > 0 && line[0] != '#')
        : [];

    /// <summary>Faults that no test notices, with the reason of each: the fault's columns, then the reason.</summary>
    public static IReadOnlyDictionary<Fault, string> Reasons() => Lines(Path.Combine(Repository.Root, "tests", "Nbpf.Faults", "survivors.tsv"))
        .ToDictionary(Fault.Parse, static line => line.Split('\t')[6]);
}
