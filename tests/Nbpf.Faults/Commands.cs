using System.Diagnostics;
using System.Globalization;
using Nbpf.Faults.Source;
using Nbpf.Faults.Trials;

namespace Nbpf.Faults;

/// <summary>What the words on the command line ask for.</summary>
internal sealed class Commands
{
    private static readonly string[] Options = ["seconds", "program", "room", "within"];

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly string[] args;

    private Commands(string[] args) => this.args = args;

    private static string Drawn => Path.Combine(Repository.Work, "drawn.tsv");

    private TimeSpan Limit => TimeSpan.FromSeconds(Number(Option("seconds") ?? "1000000"));

    /// <summary>The table that is named, or the drawn faults.</summary>
    private string Table => args.ElementAtOrDefault(1) is not { } file || Options.Contains(file) ? Drawn
        : File.Exists(file) ? file : throw new MisuseException($"read '{file}': no such file");

    private string Results => Path.Combine(Repository.Work, Path.GetFileNameWithoutExtension(Table) + "-results.tsv");

    /// <summary>Does it.</summary>
    /// <returns>The exit status: 0 done, 1 not all well, 3 the time is up; null when the words mean nothing.</returns>
    /// <exception cref="MisuseException">A word is no number or names nothing, or what comes before was not done.</exception>
    public static int? Run(string[] args)
    {
        Directory.CreateDirectory(Repository.Work);
        Commands commands = new(args);
        return args switch
        {
            ["coverage", ..] => commands.Measure(),
            ["draw", var count, var seed] => DrawFaults(Number(count), Number(seed)),
            ["run", ..] => commands.Try(),
            ["report", ..] => commands.WriteReport(),
            ["check", _] => commands.Check(),
            ["make", _, var line, var folder] => commands.Make(Number(line), folder),
            ["unreached"] => ListUnreached(),
            ["list"] => List(),
            _ => null,
        };
    }

    private int Measure()
    {
        TestProgram[] programs = [.. Room.All.SelectMany(static room => room.Programs).Distinct().OrderBy(static name => name == TestProgram.Slowest)
            .Where(name => Option("program") is not { } only || name == only).Select(static name => new TestProgram(name))];
        if (programs.Length == 0) throw new MisuseException($"no room has a test program '{Option("program")}'");
        return Coverage.Measure(programs, [.. Projects().Values], clock, Limit) ? 0 : 3;
    }

    private static int DrawFaults(int count, int seed)
    {
        File.WriteAllLines(Drawn, Draw.From(Candidates(), count, seed).Select(static fault => fault.ToString()));
        File.Delete(Path.Combine(Repository.Work, "drawn-results.tsv"));
        return 0;
    }

    private int Try()
    {
        string? room = Option("room");
        if (room is not null && Room.All.All(known => known.Name != room)) throw new MisuseException($"no room '{room}'");
        double within = Number(Option("within") ?? "1000000");
        TimeSpan limit = Limit;
        HashSet<Fault> done = [.. Tables.Lines(Results).Select(static line => Result.Parse(line).Fault)];
        Fault[] open = [.. Tables.Lines(Table).Select(Fault.ParseNamed).Where(fault => !done.Contains(fault with { Witnesses = "" }) && (room is null || fault.Room == room))];
        if (open.Length == 0) return 0;
        Trial trial = new(Coverage.Read(), within);
        foreach (Fault fault in open)
        {
            if (clock.Elapsed > limit) return 3;
            Result result = trial.Of(fault);
            File.AppendAllLines(Results, [result.ToString()]);
            Console.WriteLine($"{clock.Elapsed.TotalSeconds,6:0} s  {result}");
        }

        return 0;
    }

    private int WriteReport()
    {
        Report.Write([.. Tables.Lines(Results).Select(Result.Parse)], Console.Out);
        return 0;
    }

    private int Check()
    {
        Fault[] gone =
        [
            .. Tables.Lines(Table).Select(Fault.Parse).GroupBy(static fault => Room.Of(fault.Room).Project).SelectMany(static faults =>
            {
                ProjectSource project = ProjectSource.Read(faults.Key);
                return faults.Where(fault => project.Find(fault, out _) is null);
            }),
        ];
        foreach (Fault fault in gone) Console.WriteLine(fault);
        return gone.Length == 0 ? 0 : 1;
    }

    private int Make(int line, string folder)
    {
        string[] lines = [.. Tables.Lines(Table)];
        if (line < 1 || line > lines.Length) throw new MisuseException($"line {line} of a table of {lines.Length} faults");
        Fault fault = Fault.Parse(lines[line - 1]);
        ProjectSource project = ProjectSource.Read(Room.Of(fault.Room).Project);
        byte[] assembly = project.Compile(fault, out string problem) ?? throw new MisuseException($"{fault.Member}: {problem}");
        if (!Directory.Exists(folder)) throw new MisuseException($"write to '{folder}': no such folder");
        File.WriteAllBytes(Path.Combine(folder, project.Name + ".dll"), assembly);
        return 0;
    }

    private static int ListUnreached()
    {
        HashSet<string> reached = [.. Coverage.Read().SelectMany(static test => test.Members)];
        Dictionary<string, ProjectSource> projects = Projects();
        foreach (Room room in Room.All)
        {
            foreach (string member in projects[room.Project].MembersWithCode(room.Folder).Where(member => !reached.Contains(member))) Console.WriteLine($"{room.Name}\t{member}");
        }

        return 0;
    }

    private static int List()
    {
        foreach ((string room, IReadOnlyList<Fault> faults) in Candidates())
            Console.WriteLine($"{room}: {faults.Count} ({string.Join(", ", faults.GroupBy(static fault => fault.Kind).Select(static kind => $"{kind.Key} {kind.Count()}"))})");
        return 0;
    }

    private static Dictionary<string, ProjectSource> Projects() => Room.All.Select(static room => room.Project).Distinct().ToDictionary(static name => name, ProjectSource.Read);

    private static Dictionary<string, IReadOnlyList<Fault>> Candidates()
    {
        Dictionary<string, ProjectSource> projects = Projects();
        return Room.All.ToDictionary(static room => room.Name, room => FaultFinder.Find(room, projects[room.Project]));
    }

    private string? Option(string name)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? null : args.ElementAtOrDefault(at + 1) ?? throw new MisuseException($"a value expected after '{name}'");
    }

    private static int Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new MisuseException($"a number expected, found '{word}'");
}
