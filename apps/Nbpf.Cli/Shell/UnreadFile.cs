using System.Text.Json;

namespace Nbpf.Cli.Shell;

/// <summary>One of several files that could not be read: it is told, and the others are worked on.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Error">What was attempted and why it did not work.</param>
internal sealed record UnreadFile(string File, string Error)
{
    /// <summary>The failure of a file.</summary>
    /// <param name="file">The file as it was named.</param>
    /// <param name="failure">A <see cref="CommandException"/>, which names it, or a fault of its bytes, which need not.</param>
    public static UnreadFile Of(string file, Exception failure) => new(file, failure is CommandException ? failure.Message : InputFile.Malformed(file, failure).Message);

    /// <summary>Writes it as an element of a list of rows.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteString("error", OneLine.Of(Error));
        json.WriteEndObject();
    }

    /// <summary>Writes a line for each.</summary>
    public static void WriteLines(TextWriter error, IEnumerable<UnreadFile> files)
    {
        foreach (UnreadFile file in files) error.WriteLine($"Error: {OneLine.Of(file.Error)}");
    }
}
