using System.Globalization;
using System.Text;

namespace Nbpf.Cli.Shell;

/// <summary>
/// The command line as the operating system has it. A Unix name is any bytes; .NET makes text of it and puts U+FFFD where they are not
/// UTF-8, so that a command would work on another file than was named. Such arguments are refused instead.
/// </summary>
internal static class CommandLineBytes
{
    private const string Source = "/proc/self/cmdline";
    private const char Replacement = '\ufffd';

    /// <summary>The first argument that is no UTF-8, with its other bytes as <c>\xNN</c>; null when there is none.</summary>
    /// <param name="args">The arguments as .NET has them.</param>
    public static string? FirstBroken(IReadOnlyList<string> args)
    {
        if (!args.Any(static argument => argument.Contains(Replacement, StringComparison.Ordinal)) || OperatingSystem.IsWindows()) return null;
        try
        {
            return FirstBroken(args, File.ReadAllBytes(Source));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The bytes are not to be had: the replacement could be meant, but more likely it is not.
            return args.First(static argument => argument.Contains(Replacement, StringComparison.Ordinal));
        }
    }

    /// <summary>As <see cref="FirstBroken(IReadOnlyList{string})"/>.</summary>
    /// <param name="args">The arguments as .NET has them.</param>
    /// <param name="commandLine">The process's arguments, each with a NUL behind it; those of the program are the last.</param>
    public static string? FirstBroken(IReadOnlyList<string> args, byte[] commandLine)
    {
        List<byte[]> raw = [.. Split(commandLine)];
        for (int i = 0; i < args.Count; i++)
        {
            int at = raw.Count - args.Count + i;
            byte[] bytes = at < 0 ? [] : raw[at];
            if (!Encoding.UTF8.GetBytes(args[i]).AsSpan().SequenceEqual(bytes)) return Escape(bytes);
        }
        return null;
    }

    private static IEnumerable<byte[]> Split(byte[] commandLine)
    {
        for (int start = 0, end; start < commandLine.Length; start = end + 1)
        {
            end = Array.IndexOf(commandLine, (byte)0, start);
            if (end < 0) end = commandLine.Length;
            yield return commandLine[start..end];
        }
    }

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        while (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) is var status && length > 0)
        {
            if (status == System.Buffers.OperationStatus.Done) text.Append(rune.ToString());
            else foreach (byte other in bytes[..length]) text.Append(CultureInfo.InvariantCulture, $"\\x{other:x2}");
            bytes = bytes[length..];
        }
        return OneLine.Of(text.ToString());
    }
}
