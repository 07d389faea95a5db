using System.Diagnostics;

namespace Nbpf.Testing;

/// <summary>Runs an external tool to its end.</summary>
public static class ToolRun
{
    /// <summary>Full path of an executable on PATH or in the sbin directories, or null.</summary>
    /// <param name="name">File name.</param>
    public static string? Find(string name)
    {
        IEnumerable<string> directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return directories.Append("/usr/sbin").Append("/sbin").Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a tool and returns its exit code, standard output and standard error.</summary>
    /// <param name="executable">The executable.</param>
    /// <param name="arguments">Arguments.</param>
    /// <param name="input">Standard input.</param>
    public static (int ExitCode, string Output, string Error) Run(string executable, IEnumerable<string> arguments, string input = "")
    {
        ProcessStartInfo start = new(executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{executable} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs a tool that must succeed and returns its standard output.</summary>
    /// <param name="executable">The executable.</param>
    /// <param name="arguments">Arguments.</param>
    /// <param name="input">Standard input.</param>
    public static string Output(string executable, IEnumerable<string> arguments, string input = "")
    {
        (int exitCode, string output, string error) = Run(executable, arguments, input);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{executable} exited with {exitCode}: {error}");
    }
}
