using System.Globalization;
using Nbpf.Faults.Trials;

namespace Nbpf.Faults;

/// <summary>What was caught and what survived, by room.</summary>
internal static class Report
{
    private const string Equivalent = "equivalent";

    /// <summary>Prints it.</summary>
    /// <param name="results">The results.</param>
    /// <param name="output">Where to.</param>
    public static void Write(IReadOnlyList<Result> results, TextWriter output)
    {
        IReadOnlyDictionary<Fault, string> reasons = Tables.Reasons();
        Result[] tried = [.. results.Where(static result => result.Verdict != Verdict.NotCompiled)];
        output.WriteLine("| room | drawn | caught | survived | of these equivalent | caught of the others |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (Room room in Room.All) Row(room.Name, [.. tried.Where(result => result.Fault.Room == room.Name)], reasons, output);
        Row("all", tried, reasons, output);
        output.WriteLine();
        output.WriteLine("| kind | drawn | caught |");
        output.WriteLine("|---|---|---|");
        foreach (IGrouping<string, Result> kind in tried.GroupBy(static result => result.Fault.Kind).OrderBy(static kind => kind.Key, StringComparer.Ordinal))
            output.WriteLine($"| {kind.Key} | {kind.Count()} | {kind.Count(static result => result.Verdict == Verdict.Caught)} |");
        output.WriteLine();
        foreach (Result result in tried.Where(static result => result.Verdict == Verdict.Survived))
            output.WriteLine($"{result.Fault}\t{reasons.GetValueOrDefault(result.Fault, $"? ({result.Witness})")}");
    }

    private static void Row(string name, Result[] results, IReadOnlyDictionary<Fault, string> reasons, TextWriter output)
    {
        int caught = results.Count(static result => result.Verdict == Verdict.Caught), survived = results.Length - caught;
        int equivalent = results.Count(result => result.Verdict == Verdict.Survived && reasons.GetValueOrDefault(result.Fault, "").StartsWith(Equivalent, StringComparison.Ordinal));
        string share = results.Length == equivalent ? "" : (100.0 * caught / (results.Length - equivalent)).ToString("0.0", CultureInfo.InvariantCulture) + " %";
        output.WriteLine($"| {name} | {results.Length} | {caught} | {survived} | {equivalent} | {share} |");
    }
}
