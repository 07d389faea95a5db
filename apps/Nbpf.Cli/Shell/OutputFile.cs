using Microsoft.Win32.SafeHandles;

namespace Nbpf.Cli.Shell;

/// <summary>Files that a command writes whole.</summary>
internal static class OutputFile
{
    private const string EmptyName = "the name is empty";

    /// <summary>Full path of a file with symbolic links followed, so that two names of one file compare equal.</summary>
    public static string Resolve(string path)
    {
        if (path.Length == 0) throw new CommandException("write ''", EmptyName);
        string full = Path.GetFullPath(path);
        // A link in the directory's path counts too; the file itself need not exist yet.
        string directory = Path.GetDirectoryName(full) is { } parent && Directory.Exists(parent) ? ResolveDirectory(new DirectoryInfo(parent)) : Path.GetDirectoryName(full) ?? "";
        full = Path.Combine(directory, Path.GetFileName(full));
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }

    /// <summary>
    /// Writes the file beside its place and moves it there: who reads it sees the old one or the whole new one, and a
    /// failure leaves the old one. A failure says which file and why in one line.
    /// </summary>
    public static void Write(string path, byte[] contents)
    {
        string target = Resolve(path);
        string unfinished = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            CheckReplaceable(path, target);
            File.WriteAllBytes(unfinished, contents);
            File.Move(unfinished, target, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Remove(unfinished);
            throw new CommandException($"write '{path}'", Reason(failure));
        }
    }

    /// <summary>Writes bytes into a file, device or pipe of that name. A failure says which and why in one line.</summary>
    public static void WriteInPlace(string path, ReadOnlySpan<byte> contents)
    {
        using FileStream file = Open(path, static name => new FileStream(name, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        try
        {
            file.Write(contents);
        }
        catch (IOException failure)
        {
            throw new CommandException($"write '{path}'", Reason(failure));
        }
    }

    /// <summary>Opens a file, writes into it and closes it; a failure of any of these says which file and why in one line.</summary>
    public static void Fill(string path, Action<string> fill) => Open(path, name =>
    {
        fill(name);
        return name;
    });

    /// <summary>Opens a file to write into; a failure says which and why in one line.</summary>
    public static T Open<T>(string path, Func<string, T> open)
    {
        if (path.Length == 0) throw new CommandException("write ''", EmptyName);
        try
        {
            return open(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"write '{path}'", failure is UnauthorizedAccessException && Directory.Exists(path) ? "it is a directory" : Reason(failure));
        }
    }

    // A move would put a file in the place of a device or pipe.
    private static void CheckReplaceable(string path, string target)
    {
        if (Directory.Exists(target)) throw new CommandException($"write '{path}'", "it is a directory");
        if (!File.Exists(target)) return;
        try
        {
            // Only what keeps its bytes has a length to set.
            using SafeFileHandle existing = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.SetLength(existing, RandomAccess.GetLength(existing));
        }
        catch (Exception failure) when (failure is NotSupportedException or ArgumentException || (failure is IOException && File.Exists(target)))
        {
            throw new CommandException($"write '{path}'", "it is no regular file");
        }
    }

    private static string ResolveDirectory(DirectoryInfo directory)
    {
        if (directory.ResolveLinkTarget(returnFinalTarget: true) is DirectoryInfo target) directory = target;
        return directory.Parent is { } parent ? Path.Combine(ResolveDirectory(parent), directory.Name) : directory.FullName;
    }

    private static void Remove(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What could not be written cannot be deleted either; the error that counts is the first.
        }
    }

    private static string Reason(Exception failure) => failure switch
    {
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        // The system's message has the path behind it, which stands before it already.
        _ => failure.Message.Split(" : '")[0],
    };
}
