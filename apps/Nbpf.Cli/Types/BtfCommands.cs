using Nbpf.Cli.Shell;
using Nbpf.Elf;

namespace Nbpf.Cli.Types;

/// <summary><c>nbpf btf …</c>: types.</summary>
internal static class BtfCommands
{
    /// <summary>What <c>nbpf btf dump</c> takes.</summary>
    public const string DumpGrammar = "file FILE [format raw|c]";

    /// <summary><c>nbpf btf dump file FILE [format raw|c]</c>: the types of an object file or of bare BTF such as the kernel's.</summary>
    /// <param name="context">Where to write.</param>
    /// <param name="words">The file and the format.</param>
    public static void Dump(CommandContext context, Words words)
    {
        if (!words.Take("file")) throw new UsageException(words.AtEnd ? "'file FILE' expected" : $"unknown source of types '{words.Peek}', expected 'file'");
        string path = words.Next("a file");
        string format = words.Take("format") ? words.Next("raw or c") : "raw";
        words.End();
        if (format is not ("raw" or "c")) throw new UsageException($"unknown format '{format}', expected raw or c");
        if (context.Json) throw new CommandException($"dump '{path}'", "types are printed as text only");
        Btf types = Read(path);
        if (format == "raw") BtfRawText.Write(types, context.Output);
        else WriteSource(path, types, context.Output);
    }

    private static void WriteSource(string path, Btf types, TextWriter output)
    {
        try
        {
            BtfCSource.Write(types, output);
        }
        catch (BpfFormatException failure)
        {
            throw new CommandException($"print the types of '{path}' as C", failure.Message);
        }
    }

    private static Btf Read(string path) => InputFile.Open(path, static path =>
    {
        byte[] bytes = InputFile.Read(path);
        if (!bytes.AsSpan().StartsWith("\u007fELF"u8)) return Btf.Parse(bytes);
        ElfSection types = ObjectFile.Parse(bytes, Path.GetFileName(path)).FindSection(".BTF") ?? throw new CommandException($"read '{path}'", "it has no section '.BTF'");
        return Btf.Parse(types.Data, types.Offset);
    });
}
