using Nbpf.Cli;

return NbpfCommandLine.Run(args, Console.Out, Console.Error);
