using System.Globalization;

namespace Nbpf.Cli.Streams;

/// <summary>
/// Whether a standard stream's file descriptor is what this process was started with. When it was started with the descriptor closed, the
/// runtime's own first files and pipes have got its number by now: reading there waits for ever, and writing there goes into the runtime.
/// </summary>
internal static class InheritedDescriptor
{
    private const string Flags = "flags:";

    // O_CLOEXEC on every architecture that .NET runs Linux on. The runtime opens everything with it; what has it did not come through exec(2).
    private const int CloseOnExec = 0x80000;

    /// <summary>A standard stream, or an error when its descriptor was closed.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="open">Opens the stream.</param>
    /// <exception cref="IOException">It was closed.</exception>
    public static Stream Open(int fd, Func<Stream> open) => WasClosed(fd) ? throw new IOException("it is closed") : open();

    private static bool WasClosed(int fd)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            string? flags = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{fd}"))
                .FirstOrDefault(static line => line.StartsWith(Flags, StringComparison.Ordinal));
            return flags is not null && (Convert.ToInt32(flags[Flags.Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Without /proc the stream itself must tell.
            return false;
        }
    }
}
