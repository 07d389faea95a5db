using System.Diagnostics;
using System.Globalization;
using Nbpf.Faults.Source;

namespace Nbpf.Faults.Trials;

/// <summary>One class of tests: how long it takes, and which members it reaches.</summary>
internal sealed record TestClass(string Program, string Name, double Seconds, IReadOnlySet<string> Members);

/// <summary>Which tests reach which member: measured once, kept in a file.</summary>
internal static class Coverage
{
    private static string Folder => Path.Combine(Repository.Work, "coverage");

    /// <summary>Measures the classes that were not measured yet, as far as the time goes.</summary>
    /// <returns>True when all are.</returns>
    public static bool Measure(IReadOnlyList<TestProgram> programs, IReadOnlyList<ProjectSource> projects, Stopwatch clock, TimeSpan limit)
    {
        Dictionary<string, IReadOnlyList<string>> names = [];
        Dictionary<string, byte[]> probed = [];
        foreach (ProjectSource project in projects)
        {
            probed[project.Name] = Probes.Compile(project, out IReadOnlyList<string> members);
            names[project.Name] = members;
        }

        foreach (TestProgram program in programs)
        {
            if (clock.Elapsed > limit) return false;
            program.Copy();
            foreach ((string assembly, byte[] bytes) in probed) program.Replace(assembly, bytes);
            Directory.CreateDirectory(Path.Combine(Folder, program.Name));
            foreach (string name in program.Classes())
            {
                string file = Path.Combine(Folder, program.Name, name + ".txt");
                if (File.Exists(file)) continue;
                if (clock.Elapsed > limit) return false;
                Stopwatch time = Stopwatch.StartNew();
                string? failure = program.Run([name], TimeSpan.FromMinutes(4), Repository.Work);
                if (failure is not null) Console.WriteLine($"fails without a fault: {failure}");
                string seconds = time.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
                File.WriteAllLines(file, names.SelectMany(pair => Reached(pair.Key, pair.Value)).Prepend(failure is null ? seconds : "-1"));
                Console.WriteLine($"{seconds,7} s  {program.Name} {name}");
            }
        }

        return true;
    }

    /// <summary>What was measured, the classes that failed without a fault left out.</summary>
    /// <exception cref="MisuseException">Nothing was measured yet.</exception>
    public static IReadOnlyList<TestClass> Read() => !Directory.Exists(Folder) ? throw new MisuseException("which tests reach what is not known yet: run 'coverage' first") :
    [
        .. Directory.GetFiles(Folder, "*.txt", SearchOption.AllDirectories).Select(static path =>
        {
            string[] lines = File.ReadAllLines(path);
            return new TestClass(
                Path.GetFileName(Path.GetDirectoryName(path))!, Path.GetFileNameWithoutExtension(path), double.Parse(lines[0], CultureInfo.InvariantCulture), lines.Skip(1).ToHashSet(StringComparer.Ordinal));
        }).Where(static test => test.Seconds >= 0),
    ];

    private static IEnumerable<string> Reached(string assembly, IReadOnlyList<string> names)
    {
        string path = Path.Combine(Repository.Work, assembly + ".reached");
        if (!File.Exists(path)) return [];
        byte[] reached = File.ReadAllBytes(path);
        File.Delete(path);
        return [.. names.Where((_, number) => reached[number] != 0)];
    }
}
