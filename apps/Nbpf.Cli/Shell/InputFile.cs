namespace Nbpf.Cli.Shell;

/// <summary>Files that a command reads.</summary>
internal static class InputFile
{
    /// <summary>Reads a file whole; a failure says which and why in one line.</summary>
    public static byte[] Read(string path) => Open(path, FileBytes.Read);

    /// <summary>Opens a file; a failure says which and why in one line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Opens it.</param>
    public static T Open<T>(string path, Func<string, T> open)
    {
        try
        {
            return open(path);
        }
        catch (BpfFormatException failure)
        {
            throw Malformed(path, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"read '{path}'", Reason(path, failure));
        }
    }

    /// <summary>Reads an object that a command loads for its own duration: its maps are not pinned.</summary>
    public static ObjectSpec ReadObject(string path)
    {
        ObjectSpec spec = ReadObjectToStay(path);
        foreach (MapSpec map in spec.Maps) map.Pinning = PinningMode.None;
        return spec;
    }

    /// <summary>Reads an object whose maps are pinned where it says so.</summary>
    public static ObjectSpec ReadObjectToStay(string path) => Open(path, static path => ObjectSpec.Read(Read(path), Path.GetFileName(path)));

    /// <summary>The failure of a file whose bytes are at fault; named once, as the user named it, whatever the fault's own message calls it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">The fault.</param>
    public static CommandException Malformed(string path, Exception fault)
    {
        string message = fault.Message;
        foreach (string name in new[] { path, Path.GetFileName(path) }.Select(static name => $"{OneLine.Of(name)}: "))
        {
            if (name.Length > 2 && message.StartsWith(name, StringComparison.Ordinal)) return new CommandException($"read '{path}'", message[name.Length..]);
        }
        return new CommandException($"read '{path}'", message);
    }

    private static string Reason(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a directory",
        UnauthorizedAccessException => "permission denied",
        ArgumentException => path.Length == 0 ? "the name is empty" : "the name holds a NUL",
        // The system's message has the path behind it, which stands before it already.
        _ => failure.Message.Split(" : '")[0],
    };
}
