using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using Nbpf.Cli.Conformance;
using Nbpf.Cli.Demo;
using Nbpf.Cli.Diff;
using Nbpf.Cli.Features;
using Nbpf.Cli.Generate;
using Nbpf.Cli.Links;
using Nbpf.Cli.Maps;
using Nbpf.Cli.Network;
using Nbpf.Cli.Programs;
using Nbpf.Cli.Shell;
using Nbpf.Cli.Streams;
using Nbpf.Cli.Types;
using Nbpf.Cli.Verify;
using Nbpf.Runtime;

namespace Nbpf.Cli;

/// <summary>The command tree of <c>nbpf</c> and the one place where failures become exit codes.</summary>
public static class NbpfCommandLine
{
    private const string BackendVariable = "NBPF_BACKEND";
    private const string UserBackend = "user";
    private const string LinuxBackend = "linux";

    private static readonly Option<bool> Json = new("--json", "-j") { Description = "Results as JSON.", Recursive = true };

    private static readonly Option<bool> Pretty = new("--pretty", "-p") { Description = "Results as JSON with line breaks and indents.", Recursive = true };

    private static readonly Option<string> BackendOption = MakeBackendOption();

    private static readonly Option<double?> TimeLimit = MakeTimeLimit();

    /// <summary>Runs one command line. What goes wrong is told in one line and the exit code, never by an exception.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="streams">Where to read and write.</param>
    /// <returns>0 done, 1 failed, 2 used wrongly.</returns>
    public static int Run(string[] args, StandardStreams streams)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(streams);
        try
        {
            return RunCommand(args, streams);
        }
        catch (StandardStreamException failure)
        {
            streams.Error.WriteLine($"Error: {failure.Message}");
            return 1;
        }
    }

    private static int RunCommand(string[] args, StandardStreams raw)
    {
        StandardStreams streams = raw with { Output = new PlainTextWriter(raw.Output) };
        (TextWriter output, TextWriter error) = (streams.Output, streams.Error);
        if (Environment.GetEnvironmentVariable(BackendVariable) is { Length: > 0 } backend and not (UserBackend or LinuxBackend))
        {
            error.WriteLine($"Error: usage: {BackendVariable} is '{OneLine.Of(backend)}', expected {UserBackend} or {LinuxBackend}");
            return 2;
        }

        // '@' begins a file's name as any other letter does: response files would be read as arguments, whatever they hold.
        ParseResult parsed = Root(streams, raw.IsTerminal ? raw.Output : null).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // The parser drops a first word in brackets, and one that is the program's name, without a word.
        if (args is [var word, ..] && (Path.GetFileName(word) == parsed.RootCommandResult.Command.Name || parsed.Tokens.Any(static token => token.Type == TokenType.Directive)))
        {
            error.WriteLine($"Error: usage: unknown word '{OneLine.Of(word)}'");
            return 2;
        }

        if (parsed.Errors.Count > 0)
        {
            // That there is no command is said of an option without its value too.
            ParseError first = parsed.Errors.FirstOrDefault(static fault => fault.SymbolResult is OptionResult) ?? parsed.Errors[0];
            string message = parsed.UnmatchedTokens.Count > 0 ? $"unknown word '{parsed.UnmatchedTokens[0]}'" : first.Message;
            error.WriteLine($"Error: usage: {OneLine.Of(message.TrimEnd())}");
            return 2;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (UsageException failure)
        {
            error.WriteLine($"Error: usage: {OneLine.Of(failure.Message)}");
            return 2;
        }
        catch (Exception failure) when (failure is CommandException or BpfException or BpfFormatException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            string line = OneLine.Of(failure switch
            {
                FileNotFoundException { FileName: { } file } => $"read '{file}': no such file",
                OutOfMemoryException => "the machine's memory is used up",
                _ => failure.Message,
            });
            if (parsed.GetValue(Json) || parsed.GetValue(Pretty)) Context(parsed, output).WriteJson(json => WriteError(json, line));
            error.WriteLine($"Error: {line}");
            return 1;
        }
    }

    // No RootCommand: it would be called as the program's file is, and take words in brackets for commands of its own.
    private static Command Root(StandardStreams streams, TextWriter? terminal)
    {
        TextWriter output = streams.Output;
        Command root = new("nbpf", "eBPF in process and in Linux: verify, run, inspect and load objects that clang makes.");
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        root.Options.Add(Json);
        root.Options.Add(Pretty);
        root.Options.Add(BackendOption);
        root.Options.Add(TimeLimit);

        Command dump = new("dump", "Show a program's instructions.");
        dump.Subcommands.Add(Verb("xlated", $"The program after the kernel's rewrites: PROG [opcodes] [linum]; PROG := {ProgramSelection.Grammar}", output, ProgramCommands.DumpXlated));
        Command prog = new("prog", "Programs.");
        prog.Subcommands.Add(Verb("show", "List programs, or one: [PROG]", output, ProgramCommands.Show));
        prog.Subcommands.Add(dump);
        prog.Subcommands.Add(Verb("load", $"Load an object's programs and pin the first: {ProgramLoadCommand.Grammar}", output, ProgramLoadCommand.LoadFirst));
        prog.Subcommands.Add(Verb("loadall", $"Load an object's programs and pin each in a directory: {ProgramLoadCommand.Grammar}", output, ProgramLoadCommand.LoadAll));
        prog.Subcommands.Add(Verb("run", "Run a program on data: PROG [data_in FILE] [data_out FILE] [ctx_in FILE] [ctx_out FILE] [repeat N]; --timeout is for each of the N runs", output, ProgramCommands.Run));
        prog.Subcommands.Add(Verb("pin", "Give a program a name in a BPF file system: PROG FILE", output, ProgramAttachCommands.Pin));
        prog.Subcommands.Add(Verb("attach", $"Attach a program without a link: {ProgramAttachCommands.Grammar}", output, ProgramAttachCommands.Attach));
        prog.Subcommands.Add(Verb("detach", $"Detach it: {ProgramAttachCommands.Grammar}", output, ProgramAttachCommands.Detach));
        root.Subcommands.Add(prog);
        Command link = new("link", "Links: programs' attachments.");
        link.Subcommands.Add(Verb("show", $"List links, or one: [LINK]; LINK := {LinkCommands.Grammar}", output, LinkCommands.Show));
        link.Subcommands.Add(Verb("pin", "Give a link a name in a BPF file system: LINK FILE", output, LinkCommands.Pin));
        link.Subcommands.Add(Verb("detach", "End an attachment: LINK", output, LinkCommands.Detach));
        root.Subcommands.Add(link);
        Command map = new("map", "Maps.");
        map.Subcommands.Add(Verb("pin", $"Give a map a name in a BPF file system: MAP FILE; MAP := {MapSelection.Grammar}", output, MapCommands.Pin));
        root.Subcommands.Add(map);
        Command net = new("net", "Programs on network interfaces.");
        net.Subcommands.Add(Verb("attach", $"Attach: {NetworkCommands.AttachGrammar}", output, NetworkCommands.Attach));
        net.Subcommands.Add(Verb("detach", $"Detach: {NetworkCommands.DetachGrammar}", output, NetworkCommands.Detach));
        root.Subcommands.Add(net);
        Command btf = new("btf", "Types.");
        btf.Subcommands.Add(Verb("dump", $"Print types: {BtfCommands.DumpGrammar}", output, BtfCommands.Dump));
        root.Subcommands.Add(btf);
        Command gen = new("gen", "Files made of object files.");
        gen.Subcommands.Add(Verb("object", $"Link object files into one: {GenerateCommands.ObjectGrammar}", output, GenerateCommands.Object));
        root.Subcommands.Add(gen);
        Command feature = new("feature", "What a kernel can do.");
        feature.Subcommands.Add(Verb("probe", "Ask the kernel: [kernel] [full] [macros [prefix PREFIX]]", output, FeatureCommands.Probe));
        feature.Subcommands.Add(Verb("list_builtins", "Names that nbpf knows: prog_types | map_types | attach_types | link_types | helpers", output, FeatureCommands.ListBuiltins));
        root.Subcommands.Add(feature);
        root.Subcommands.Add(VerifyVerb(output, streams.Error));
        root.Subcommands.Add(DiffVerb(output, streams.Error));
        root.Subcommands.Add(ConformanceVerb(streams));
        root.Subcommands.Add(DemoVerb(streams, terminal));
        return root;
    }

    private static Command VerifyVerb(TextWriter output, TextWriter error)
    {
        Argument<string[]> files = new("files") { Arity = ArgumentArity.ZeroOrMore, HelpName = "FILE" };
        Option<uint> logLevel = new("--log-level")
        {
            Description = "Print the verifier's log at this level: 1 failing path, 2 every instruction, 4 statistics, or their sum.",
            HelpName = "LEVEL",
            CustomParser = result =>
            {
                if (uint.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out uint level) && level <= VerifyCommand.AllLevels)
                    return level;
                result.AddError($"--log-level: a number from 0 to {VerifyCommand.AllLevels} expected, the sum of 1 (failing path), 2 (every instruction) and 4 (statistics), found '{result.Tokens[0].Value}'");
                return 0;
            },
        };
        Command verify = new("verify", "Judge every program of object files, a row each; exit 0 when every file could be read and every program was accepted, else 1.");
        verify.Arguments.Add(files);
        verify.Options.Add(logLevel);
        verify.SetAction(parsed =>
            VerifyCommand.Run(Context(parsed, output), error, parsed.GetValue(files) ?? [], parsed.GetValue(logLevel)));
        return verify;
    }

    private static Command DiffVerb(TextWriter output, TextWriter error)
    {
        Argument<string[]> files = new("files") { Arity = ArgumentArity.ZeroOrMore, HelpName = "FILE" };
        Command diff = new("diff", "Compare every program of object files in process and in Linux, a row for each aspect; exit 1 when one differs that docs/parity.md does not list.");
        diff.Arguments.Add(files);
        diff.SetAction(parsed => DiffCommand.Run(Context(parsed, output), error, parsed.GetValue(files) ?? []));
        return diff;
    }

    private static Command ConformanceVerb(StandardStreams streams)
    {
        Argument<string> memory = new("memory") { Arity = ArgumentArity.ZeroOrOne, HelpName = "MEMORY_HEX", Description = "What the memory in r1 holds." };
        Option<bool> interpret = new("--interpret") { Description = "Interpret instead of compiling." };
        Command conformance = new("conformance", "Run one program given as hex on standard input; print r0 in hex (the public conformance suite's plugin).");
        conformance.Arguments.Add(memory);
        conformance.Options.Add(interpret);
        conformance.SetAction(parsed =>
        {
            ConformanceCommand.Run(streams.Input, streams.Output, parsed.GetValue(memory) ?? "", parsed.GetValue(interpret), Context(parsed, streams.Output).RuntimeOptions.RunBudget);
            return 0;
        });
        return conformance;
    }

    private static Command DemoVerb(StandardStreams streams, TextWriter? terminal)
    {
        DemoOptions defaults = new();
        Option<string> capture = new("--capture") { Description = "The capture to replay, pcap or pcap.gz.", DefaultValueFactory = _ => defaults.CapturePath };
        Option<string> results = new("--output") { Description = "Where the forwarded packets go.", DefaultValueFactory = _ => defaults.OutputPath };
        Command demo = new("demo", "Captured traffic through the Maglev data plane, in process: shares, memory, verdicts, time per packet.");
        demo.Options.Add(capture);
        demo.Options.Add(results);
        demo.SetAction(parsed => DemoCommand.Run(Context(parsed, streams.Output), defaults with
        {
            CapturePath = parsed.GetValue(capture)!,
            OutputPath = parsed.GetValue(results)!,
            Terminal = terminal,
        }));
        return demo;
    }

    private static Command Verb(string name, string description, TextWriter output, Action<CommandContext, Words> run)
    {
        Argument<string[]> words = new("words") { Arity = ArgumentArity.ZeroOrMore, HelpName = "WORDS" };
        Command command = new(name, description);
        command.Arguments.Add(words);
        command.SetAction(parsed =>
        {
            run(Context(parsed, output), new Words(parsed.GetValue(words) ?? []));
            return 0;
        });
        return command;
    }

    private static CommandContext Context(ParseResult parsed, TextWriter output) =>
        new(output, parsed.GetValue(Json) || parsed.GetValue(Pretty), parsed.GetValue(Pretty), parsed.GetValue(BackendOption) == LinuxBackend ? KernelChoice.Linux : KernelChoice.User)
        {
            RuntimeOptions = parsed.GetValue(TimeLimit) is { } seconds ? new() { RunBudget = seconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds) } : new(),
        };

    private static Option<string> MakeBackendOption()
    {
        Option<string> option = new("--backend")
        {
            Description = "The kernel: user (in process) or linux (bpf(2)); default user, or NBPF_BACKEND.",
            HelpName = $"{UserBackend}|{LinuxBackend}",
            Recursive = true,
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(BackendVariable) is { Length: > 0 } name ? name : UserBackend,
        };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not (UserBackend or LinuxBackend) } token, ..]) result.AddError($"--backend: {UserBackend} or {LinuxBackend} expected, found '{token.Value}'");
        });
        return option;
    }

    private static Option<double?> MakeTimeLimit()
    {
        Option<double?> option = new("--timeout")
        {
            Description = $"Seconds that one run of a program in process may take, 0 for any time; default {new BpfRuntimeOptions().RunBudget.TotalSeconds}. With repeat each run may take as much. Linux has no such limit.",
            HelpName = "SECONDS",
            Recursive = true,
            CustomParser = result =>
            {
                // A tenth of a microsecond is the shortest time there is, a century beyond all that matters.
                if (double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double seconds) && seconds is 0 or >= 1e-7 and <= 1e9)
                    return seconds;
                result.AddError($"--timeout: 0, or seconds from 0.0000001 to 1000000000 expected, found '{result.Tokens[0].Value}'");
                return null;
            },
        };
        return option;
    }

    private static void WriteError(System.Text.Json.Utf8JsonWriter json, string line)
    {
        json.WriteStartObject();
        json.WriteString("error", line);
        json.WriteEndObject();
    }
}
