using Nbpf.Cli.Streams;
using Nbpf.Testing;

namespace Nbpf.Cli.Tests;

/// <summary>One command line, run in this process.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The load balancer's data plane, whose object is part of the repository.</summary>
    public static string Maglev => Path.Combine(Repository.Root, "bpf", "maglev.bpf.o");

    public static CommandRun Of(params string[] args)
    {
        StringWriter output = new(), error = new();
        int exitCode = NbpfCommandLine.Run(args, new StandardStreams(Stream.Null, output, error, IsTerminal: false));
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }
}
