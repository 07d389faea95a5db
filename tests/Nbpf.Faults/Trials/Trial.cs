using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nbpf.Faults.Source;

namespace Nbpf.Faults.Trials;

/// <summary>Puts faults in, one at a time, and runs the tests that reach them: the quick ones first, up to the first that notices.</summary>
/// <param name="classes">What reaches what.</param>
/// <param name="mostSeconds">Classes that would take longer together are not asked.</param>
internal sealed class Trial(IReadOnlyList<TestClass> classes, double mostSeconds)
{
    private readonly Dictionary<string, ProjectSource> projects = [];
    private readonly Dictionary<string, TestProgram> programs = [];

    private const double SecondsUnlessMeasured = 30;

    // What the quickest classes do not notice in so many seconds together, the next ones are asked.
    private readonly double[] steps = [8, 40, mostSeconds];

    /// <summary>Tries a fault.</summary>
    /// <param name="fault">The fault.</param>
    public Result Of(Fault fault)
    {
        Room room = Room.Of(fault.Room);
        if (!projects.TryGetValue(room.Project, out ProjectSource? project)) projects[room.Project] = project = ProjectSource.Read(room.Project);
        byte[]? assembly = project.Compile(fault, out string problem);
        if (assembly is null) return new Result(fault, Verdict.NotCompiled, problem);
        TestClass[] able = [.. fault.Witnesses.Length > 0 ? fault.Witnesses.Split(' ').Select(Named) : Able(room, project, fault)];
        TestProgram[] used = [.. able.Select(static test => test.Program).Distinct().OrderBy(static name => name == TestProgram.Slowest).Select(Copied)];
        Queue<TestClass> waiting = new(able.OrderBy(static test => test.Program == TestProgram.Slowest).ThenBy(static test => test.Seconds));
        try
        {
            foreach (TestProgram program in used) program.Replace(project.Name, assembly);
            double spent = 0;
            foreach (double step in steps)
            {
                List<TestClass> now = [];
                while (waiting.TryPeek(out TestClass? next) && spent + next.Seconds <= step)
                {
                    now.Add(waiting.Dequeue());
                    spent += next.Seconds;
                }

                foreach (IGrouping<string, TestClass> tests in now.GroupBy(static test => test.Program))
                {
                    double expected = tests.Sum(static test => test.Seconds);
                    TimeSpan limit = TimeSpan.FromSeconds(30 + (10 * Math.Min(expected, 10)) + (3 * expected));
                    if (programs[tests.Key].Run(tests.Select(static test => test.Name), limit) is { } witness) return new Result(fault, Verdict.Caught, witness);
                }
            }
        }
        finally
        {
            foreach (TestProgram program in used) program.Restore(project.Name);
        }

        return new Result(fault, Verdict.Survived, $"{able.Length} classes of tests reach it, {waiting.Count} not asked");
    }

    private TestProgram Copied(string name)
    {
        if (programs.TryGetValue(name, out TestProgram? program)) return program;
        program = new TestProgram(name);
        program.Copy();
        return programs[name] = program;
    }

    // A class of a table: its program is the namespace it begins with.
    private TestClass Named(string name) => classes.FirstOrDefault(test => test.Name == name) ?? new TestClass(
        TestProgram.Names.Where(program => name.StartsWith(program + ".", StringComparison.Ordinal)).MaxBy(static program => program.Length)!, name, SecondsUnlessMeasured, new HashSet<string>());

    // A field is reached where its name is read.
    private IEnumerable<TestClass> Able(Room room, ProjectSource project, Fault fault)
    {
        HashSet<string> members = [fault.Member];
        if (project.Members[fault.Member] is FieldDeclarationSyntax field)
        {
            HashSet<string> names = [.. field.Declaration.Variables.Select(static variable => variable.Identifier.Text)];
            members.UnionWith(project.Members
                .Where(pair => pair.Value.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.Text)))
                .Select(static pair => pair.Key));
        }

        return classes.Where(test => room.Programs.Contains(test.Program) && test.Members.Overlaps(members));
    }
}

/// <summary>What became of a fault.</summary>
internal enum Verdict
{
    /// <summary>A test failed, crashed or hung.</summary>
    Caught,

    /// <summary>No test noticed.</summary>
    Survived,

    /// <summary>It is none: the code does not compile with it, or does not read so any more.</summary>
    NotCompiled,
}

/// <summary>A fault and what became of it.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Witness">The test that noticed, or what there is to say.</param>
internal sealed record Result(Fault Fault, Verdict Verdict, string Witness)
{
    /// <summary>Reads a line of a table.</summary>
    public static Result Parse(string line)
    {
        string[] cells = line.Split('\t', 3);
        return new Result(Fault.Parse(cells[2]), Enum.Parse<Verdict>(cells[0]), cells[1]);
    }

    /// <summary>The line of a table.</summary>
    public override string ToString() => $"{Verdict}\t{Witness.Replace('\t', ' ')}\t{Fault}";
}
