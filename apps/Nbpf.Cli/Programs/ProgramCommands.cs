using System.Globalization;
using Nbpf.Cli.Shell;
using Nbpf.Dump;
using Nbpf.Syscall;

namespace Nbpf.Cli.Programs;

/// <summary>The verbs of <c>nbpf prog</c>.</summary>
internal static class ProgramCommands
{
    /// <summary>bpf(2) hands out at most this much of a packet or context.</summary>
    private const int OutputCapacityBytes = 1 << 16;

    /// <summary><c>prog show [PROG]</c></summary>
    public static void Show(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        List<ProgInfo> programs;
        if (words.AtEnd)
        {
            programs = [.. ProgramSelection.All(kernel)];
        }
        else
        {
            using ProgramSelection selection = ProgramSelection.Open(kernel, words);
            words.End();
            programs = [selection.Info()];
            if (context.Json)
            {
                context.WriteJson(json => ProgramListing.WriteJson(json, programs[0]));
                return;
            }
        }

        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (ProgInfo info in programs) ProgramListing.WriteJson(json, info);
                json.WriteEndArray();
            });
            return;
        }

        foreach (ProgInfo info in programs) ProgramListing.WriteText(context.Output, info);
    }

    /// <summary><c>prog dump xlated PROG [opcodes] [linum]</c></summary>
    public static void DumpXlated(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        using ProgramSelection selection = ProgramSelection.Open(kernel, words);
        bool opcodes = false, lineNumbers = false;
        while (!words.AtEnd)
        {
            if (words.Take("opcodes")) opcodes = true;
            else if (words.Take("linum")) lineNumbers = true;
            else words.End();
        }

        IEnumerable<XlatedLine> lines = XlatedDump.Lines(selection.Info(), selection.Btf());
        if (context.Json) context.WriteJson(json => XlatedJson.Write(json, lines, opcodes, lineNumbers));
        else context.Output.Write(XlatedText.Format(lines, opcodes, lineNumbers));
    }

    /// <summary><c>prog run PROG [data_in FILE] [data_out FILE] [ctx_in FILE] [ctx_out FILE] [repeat N]</c></summary>
    public static void Run(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        using ProgramSelection selection = ProgramSelection.Open(kernel, words);
        ProgTestRunArguments arguments = new() { Repeat = 1 };
        string? dataOut = null, contextOut = null;
        while (!words.AtEnd)
        {
            if (words.Take("data_in")) arguments.DataIn = InputFile.Read(words.Next("a file"));
            else if (words.Take("data_out")) dataOut = words.Next("a file");
            else if (words.Take("ctx_in")) arguments.ContextIn = InputFile.Read(words.Next("a file"));
            else if (words.Take("ctx_out")) contextOut = words.Next("a file");
            else if (words.Take("repeat")) arguments.Repeat = words.NextNumber("a number of repetitions");
            else words.End();
        }

        if (!arguments.DataIn.IsEmpty) arguments.DataOut = new byte[arguments.DataIn.Length + OutputCapacityBytes];
        if (contextOut is not null) arguments.ContextOut = new byte[OutputCapacityBytes];
        SysResult result = kernel.ProgTestRun(selection.Fd, arguments);
        if (result.IsError)
        {
            ProgInfo info = selection.Info();
            string? reason = arguments.Stop is { } stop ? $"ended {stop} (--timeout sets the limit)"
                : result.Errno == Errno.EINVAL ? RunRefusal.Explain(info.Type, arguments) : null;
            throw new CommandException($"run program '{info.Name}'", reason is null ? result.Errno.ToString() : $"{result.Errno}: {reason}");
        }

        if (dataOut is not null) OutputFile.WriteInPlace(dataOut, arguments.DataOut.Span[..(int)arguments.DataSizeOut]);
        if (contextOut is not null) OutputFile.WriteInPlace(contextOut, arguments.ContextOut.Span[..(int)arguments.ContextSizeOut]);

        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("retval", arguments.ReturnValue);
                json.WriteNumber("duration", arguments.DurationNanoseconds);
                json.WriteEndObject();
            });
            return;
        }

        string average = arguments.Repeat > 1 ? " (average)" : "";
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Return value: {arguments.ReturnValue}, duration{average}: {arguments.DurationNanoseconds}ns"));
    }
}
