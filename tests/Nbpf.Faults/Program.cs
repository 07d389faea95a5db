using System.Diagnostics;
using System.Globalization;
using Nbpf.Faults;
using Nbpf.Faults.Source;
using Nbpf.Faults.Trials;

const string Usage = """
    Puts faults into the code and shows which of them no test notices. Build the solution first (Release).

    faults coverage [seconds N] [program P]  which tests reach which member; goes on where it was left
    faults draw COUNT SEED                   draws faults into artifacts/faults/drawn.tsv
    faults run [FILE] [seconds N] [room R]   tries the drawn ones, or the named ones of a table; goes on where it was left
                                             within N: only the quickest classes, of N seconds together, are asked
    faults report [FILE]                     caught and survived, by room and kind, and the survivors with their reasons
    faults check FILE                        which faults of a table have no place in the code any more
    faults make FILE LINE FOLDER             writes the assembly with the fault of a line into a folder
    faults unreached                         members with code that no test reaches
    faults list                              how many faults each room has, by kind
    """;

Stopwatch clock = Stopwatch.StartNew();
string command = args.ElementAtOrDefault(0) ?? "";
TimeSpan limit = TimeSpan.FromSeconds(int.Parse(Option("seconds") ?? "1000000", CultureInfo.InvariantCulture));
Directory.CreateDirectory(Repository.Work);
string drawn = Path.Combine(Repository.Work, "drawn.tsv");
string table = args.ElementAtOrDefault(1) is { } file && File.Exists(file) ? file : drawn;
string results = Path.Combine(Repository.Work, Path.GetFileNameWithoutExtension(table) + "-results.tsv");
TestProgram[] programs = [.. Room.All.SelectMany(static room => room.Programs).Distinct().OrderBy(static name => name == TestProgram.Slowest).Select(static name => new TestProgram(name))];

switch (command)
{
    case "coverage":
        return Coverage.Measure([.. programs.Where(program => Option("program") is not { } only || program.Name == only)], [.. Projects().Values], clock, limit) ? 0 : 3;
    case "draw" when args.Length == 3:
        File.WriteAllLines(drawn, Draw.From(Candidates(), Number(1), Number(2)).Select(static fault => fault.ToString()));
        File.Delete(results);
        return 0;
    case "run":
        return Run();
    case "report":
        Report.Write([.. Tables.Lines(results).Select(Result.Parse)], Console.Out);
        return 0;
    case "check" when args.Length == 2:
        Fault[] gone =
        [
            .. Tables.Lines(table).Select(Fault.Parse).GroupBy(static fault => Room.Of(fault.Room).Project)
                .SelectMany(static faults => faults.Where(fault => ProjectSource.Read(faults.Key).Find(fault, out _) is null)),
        ];
        foreach (Fault fault in gone) Console.WriteLine(fault);
        return gone.Length == 0 ? 0 : 1;
    case "make" when args.Length == 4:
        Fault one = Fault.Parse(Tables.Lines(table).ElementAt(Number(2) - 1));
        ProjectSource project = ProjectSource.Read(Room.Of(one.Room).Project);
        File.WriteAllBytes(Path.Combine(args[3], project.Name + ".dll"), project.Compile(one, out string problem) ?? throw new InvalidOperationException($"{one.Member}: {problem}"));
        return 0;
    case "unreached":
        HashSet<string> reached = [.. Coverage.Read().SelectMany(static test => test.Members)];
        foreach (Room room in Room.All)
        {
            ProjectSource source = ProjectSource.Read(room.Project);
            foreach (string member in source.MembersWithCode(room.Folder).Where(member => !reached.Contains(member))) Console.WriteLine($"{room.Name}\t{member}");
        }

        return 0;
    case "list":
        foreach ((string room, IReadOnlyList<Fault> faults) in Candidates())
            Console.WriteLine($"{room}: {faults.Count} ({string.Join(", ", faults.GroupBy(static fault => fault.Kind).Select(static kind => $"{kind.Key} {kind.Count()}"))})");
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

int Run()
{
    HashSet<Fault> done = [.. Tables.Lines(results).Select(static line => Result.Parse(line).Fault)];
    string? room = Option("room");
    Fault[] open = [.. Tables.Lines(table).Select(Fault.ParseNamed).Where(fault => !done.Contains(fault with { Witnesses = "" }) && (room is null || fault.Room == room))];
    if (open.Length == 0) return 0;
    Trial trial = new(Coverage.Read(), double.Parse(Option("within") ?? "1000000", CultureInfo.InvariantCulture));
    foreach (Fault fault in open)
    {
        if (clock.Elapsed > limit) return 3;
        Result result = trial.Of(fault);
        File.AppendAllLines(results, [result.ToString()]);
        Console.WriteLine($"{clock.Elapsed.TotalSeconds,6:0} s  {result}");
    }

    return 0;
}

static Dictionary<string, ProjectSource> Projects() => Room.All.Select(static room => room.Project).Distinct().ToDictionary(static name => name, ProjectSource.Read);

static Dictionary<string, IReadOnlyList<Fault>> Candidates()
{
    Dictionary<string, ProjectSource> projects = Projects();
    return Room.All.ToDictionary(static room => room.Name, room => FaultFinder.Find(room, projects[room.Project]));
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at ? args.ElementAtOrDefault(at + 1) : null;

int Number(int at) => int.Parse(args[at], CultureInfo.InvariantCulture);
