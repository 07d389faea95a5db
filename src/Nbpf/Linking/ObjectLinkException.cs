namespace Nbpf.Linking;

/// <summary>
/// Objects, each well-formed, do not go together or are not what a linker takes. The message is one line that names the
/// file at which this came out, the symbol or section, and why.
/// </summary>
public sealed class ObjectLinkException : Exception
{
    internal ObjectLinkException(string fileName, string message)
        : base(OneLine.Of($"{fileName}: {message}")) => FileName = fileName;

    /// <summary>Name of the file that could not be added.</summary>
    public string FileName { get; }
}
