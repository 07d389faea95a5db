using System.CommandLine;

namespace Nbpf.Cli;

/// <summary>The command tree of <c>nbpf</c> and the one place where failures become exit codes.</summary>
public static class NbpfCommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where the one error line goes.</param>
    /// <returns>0 done, 1 failed, 2 used wrongly.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = new("eBPF in process and in Linux: verify, run, inspect and load objects that clang makes.");
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            error.WriteLine($"Error: usage: {parsed.Errors[0].Message}");
            return 2;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
    }
}
