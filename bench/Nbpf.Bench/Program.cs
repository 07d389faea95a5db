using System.Globalization;
using Nbpf.Bench.Measuring;
using Nbpf.Bench.Rows;

// Usage: bench/run [--rounds N] [--only NAME] [--output FILE.md]
//        bench/run --before Nbpf.Bench.dll [--after Nbpf.Bench.dll] [--pairs N]
switch (args)
{
    case [LoadRows.ChildArgument]:
        Console.Write(LoadRows.ChildReport());
        return 0;
    case [CoreRows.ChildArgument]:
        Console.Write(CoreRows.Parse().ToString(CultureInfo.InvariantCulture));
        return 0;
    case [PairRows.ChildArgument, string earlier, string later]:
        Console.Write(string.Join(' ', PairRows.ChildReport(earlier, later).Select(each => each.ToString(CultureInfo.InvariantCulture))));
        return 0;
}

int rounds = int.Parse(Argument("--rounds") ?? "10", CultureInfo.InvariantCulture);
(string Name, Func<IEnumerable<ResultRow>> Measure)[] groups =
[
    ("balancer", () => BalancerRows.Measure(rounds)),
    ("programs", () => ProgramRows.Measure(rounds)),
    ("ring", () => RingRows.Measure(rounds)),
    ("load", () => LoadRows.Measure(rounds)),
    ("libbpf", () => LibbpfRows.Measure(rounds)),
    ("readers", () => ReaderRows.Measure(rounds)),
    ("core", () => CoreRows.Measure(rounds)),
    ("publish", () => TableRows.Publish(rounds)),
    ("table", () => TableRows.Build(rounds)),
    ("memory", TableRows.Memory),
    ("maps", () => MapScaleRows.Measure(rounds)),
    ("verifier", () => VerifierScaleRows.Measure(rounds)),
    ("demo", () => DemoRows.Measure(rounds)),
];
string? only = Argument("--only");
if (Argument("--before") is { } before)
{
    string after = Argument("--after") ?? typeof(PairRows).Assembly.Location;
    int pairs = int.Parse(Argument("--pairs") ?? "30", CultureInfo.InvariantCulture);
    foreach (string line in PairRows.Measure(before, after, pairs)) Console.WriteLine(line);
    Console.WriteLine($"\n{Machine.Describe()}; {pairs} pairs of processes");
    return 0;
}

List<string> lines = [ResultRow.Header];
Console.WriteLine(ResultRow.Header);
foreach ((string name, Func<IEnumerable<ResultRow>> measure) in groups)
{
    if (only is not null && only != name) continue;
    foreach (ResultRow row in measure())
    {
        lines.Add(row.ToString());
        Console.WriteLine(row);
    }
}

string machine = Machine.Describe();
Console.WriteLine($"\n{machine}; {rounds} rounds");
if (Argument("--output") is { } path)
{
    File.WriteAllLines(path,
    [
        $"# Results of {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
        "",
        $"{machine}. {rounds} rounds, all that is compared interleaved in one process (`bench/run`).",
        "Only ratios from one run mean anything; targets are judged by the best values.",
        "",
        .. lines,
    ]);
}
return 0;

string? Argument(string name)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
