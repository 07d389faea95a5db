using Nbpf.Cli.Shell;
using Nbpf.Linking;

namespace Nbpf.Cli.Generate;

/// <summary><c>nbpf gen …</c>: files made of object files.</summary>
internal static class GenerateCommands
{
    /// <summary>What <c>nbpf gen object</c> takes.</summary>
    public const string ObjectGrammar = "OUTPUT_FILE INPUT_FILE [INPUT_FILE…]";

    /// <summary><c>nbpf gen object OUT IN…</c>: links objects into one. The output appears whole or not at all.</summary>
    /// <param name="context">Where to write.</param>
    /// <param name="words">The output and the inputs.</param>
    public static void Object(CommandContext context, Words words)
    {
        string output = words.Next("an output file");
        List<string> inputs = [words.Next("an input file")];
        while (!words.AtEnd) inputs.Add(words.Next("an input file"));
        string target = OutputFile.Resolve(output);
        if (inputs.Find(input => OutputFile.Resolve(input) == target) is { } same)
            throw new CommandException($"link '{output}'", $"input '{same}' is the same file");
        OutputFile.Write(output, Link(output, inputs));
        if (context.Json) context.WriteJson(static json => json.WriteNullValue());
    }

    private static byte[] Link(string output, List<string> inputs)
    {
        var linker = new ObjectLinker();
        foreach (string input in inputs)
        {
            byte[] bytes = InputFile.Read(input);
            Try(output, () => linker.Add(bytes, input));
        }
        byte[] linked = [];
        Try(output, () => linked = linker.ToBytes());
        return linked;
    }

    private static void Try(string output, Action step)
    {
        try
        {
            step();
        }
        catch (Exception failure) when (failure is BpfFormatException or ObjectLinkException)
        {
            throw new CommandException($"link '{output}'", failure.Message);
        }
    }
}
