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
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"read '{path}'", Reason(path, failure));
        }
    }

    /// <summary>Reads an object that a command loads for its own duration: its maps are not pinned.</summary>
    public static ObjectSpec ReadObject(string path)
    {
        ObjectSpec spec = ObjectSpec.Read(Read(path), Path.GetFileName(path));
        foreach (MapSpec map in spec.Maps) map.Pinning = PinningMode.None;
        return spec;
    }

    private static string Reason(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a directory",
        UnauthorizedAccessException => "permission denied",
        ArgumentException => path.Length == 0 ? "the name is empty" : "the name holds a NUL",
        _ => failure.Message,
    };
}
