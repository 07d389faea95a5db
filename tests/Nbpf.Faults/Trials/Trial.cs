using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nbpf.Faults.Source;

namespace Nbpf.Faults.Trials;

/// <summary>Puts faults in, one at a time, and runs the tests that reach them: the quick ones first, up to the first that notices.</summary>
internal sealed class Trial(IReadOnlyDictionary<string, ProjectSource> projects, IReadOnlyList<TestClass> classes, IReadOnlyList<TestProgram> programs)
{
    // A class that takes longer waits until the quicker ones had their say.
    private static readonly double[] Steps = [1.5, 5, 20, double.PositiveInfinity];

    /// <summary>Tries a fault.</summary>
    /// <param name="fault">The fault.</param>
    public Result Of(Fault fault)
    {
        Room room = Room.Of(fault.Room);
        ProjectSource project = projects[room.Project];
        byte[]? assembly = project.Compile(fault, out string problem);
        if (assembly is null) return new Result(fault, Verdict.NotCompiled, problem);
        TestClass[] able = [.. Able(room, project, fault)];
        TestProgram[] used = [.. programs.Where(program => able.Any(test => test.Program == program.Name))];
        try
        {
            foreach (TestProgram program in used) program.Replace(project.Name, assembly);
            double from = 0;
            foreach (double to in Steps)
            {
                foreach (TestProgram program in used)
                {
                    TestClass[] now = [.. able.Where(test => test.Program == program.Name && test.Seconds > from && test.Seconds <= to)];
                    if (now.Length == 0) continue;
                    TimeSpan limit = TimeSpan.FromSeconds(20 + (10 * Math.Min(now.Sum(static test => test.Seconds), 20)) + (4 * now.Sum(static test => test.Seconds)));
                    if (program.Run(now.Select(static test => test.Name), limit) is { } witness) return new Result(fault, Verdict.Caught, witness);
                }

                from = to;
            }
        }
        finally
        {
            foreach (TestProgram program in used) program.Restore();
        }

        return new Result(fault, Verdict.Survived, $"{able.Length} classes of tests reach it");
    }

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
