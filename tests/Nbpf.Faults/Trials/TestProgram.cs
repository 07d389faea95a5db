using System.Diagnostics;

namespace Nbpf.Faults.Trials;

/// <summary>A copy of a built test program, into which other assemblies can be put.</summary>
/// <param name="Name">The program.</param>
internal sealed record TestProgram(string Name)
{
    /// <summary>What compares with Linux takes longest: it is asked last.</summary>
    public const string Slowest = "Nbpf.Differential";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["Nbpf.Tests", "Nbpf.Verification.Tests", "Nbpf.Runtime.Tests", "Nbpf.Linux.Tests", "Nbpf.Maglev.Tests", "Nbpf.Cli.Tests", "Nbpf.Schedules.Tests", Slowest];

    private string Folder => Path.Combine(Repository.Work, "programs", Name);

    private string Built => Path.Combine(Repository.Root, "tests", Name, "bin", "Release", "net10.0");

    /// <summary>Copies it as it was built.</summary>
    public void Copy()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        foreach (string source in Directory.GetFiles(Built, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Folder, Path.GetRelativePath(Built, source));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(source, copy);
        }
    }

    /// <summary>Puts an assembly in place of the built one.</summary>
    public void Replace(string assembly, byte[] bytes)
    {
        string path = Path.Combine(Folder, assembly + ".dll");
        if (File.Exists(path)) File.WriteAllBytes(path, bytes);
    }

    /// <summary>Puts the built assembly back.</summary>
    public void Restore(string assembly)
    {
        string built = Path.Combine(Built, assembly + ".dll");
        if (File.Exists(built)) File.Copy(built, Path.Combine(Folder, assembly + ".dll"), overwrite: true);
    }

    /// <summary>The classes with tests in them.</summary>
    public IReadOnlyList<string> Classes()
    {
        using Process process = Start(["-list", "classes", "-noLogo"], null);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(static line => line.Contains('.', StringComparison.Ordinal) && !line.Contains(' ', StringComparison.Ordinal))];
    }

    /// <summary>Runs classes, up to the first test that fails.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="limit">Longer than this counts as noticed: it hangs.</param>
    /// <param name="reached">A folder for what is reached, or null.</param>
    /// <returns>What noticed the fault: a test, a crash, a hang; or null.</returns>
    public string? Run(IEnumerable<string> classes, TimeSpan limit, string? reached = null)
    {
        using Process process = Start(["-noLogo", "-noColor", "-stopOnFail", .. classes.SelectMany(static name => new[] { "-class", name })], reached);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return $"{Name}: no end after {limit.TotalSeconds:0} s";
        }

        process.WaitForExit();
        if (process.ExitCode == 0) return null;
        _ = errors.Result;
        string? failed = output.Result.Split('\n').FirstOrDefault(static line => line.EndsWith("[FAIL]", StringComparison.Ordinal));
        return failed is null ? $"{Name}: ended with {process.ExitCode}" : failed.Replace("[FAIL]", "", StringComparison.Ordinal).Trim();
    }

    private Process Start(IEnumerable<string> arguments, string? reached)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(Folder, Name + ".dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        // A mutant lives for seconds: profiles for better code do not pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        if (reached is not null) start.Environment[Source.Probes.Variable] = reached;
        return Process.Start(start)!;
    }
}
