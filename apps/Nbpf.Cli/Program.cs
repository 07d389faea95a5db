using Nbpf.Cli;
using Nbpf.Cli.Shell;
using Nbpf.Cli.Streams;

StandardStreams streams = StandardStreams.OfProcess();
if (CommandLineBytes.FirstBroken(args) is { } broken)
{
    streams.Error.WriteLine($"Error: usage: the argument '{broken}' is no UTF-8, and nbpf knows no other names");
    return 2;
}

return NbpfCommandLine.Run(args, streams);
