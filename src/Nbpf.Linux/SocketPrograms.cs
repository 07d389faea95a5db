using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>Programs on single sockets: filters, and the choice among sockets that share a port.</summary>
[SupportedOSPlatform("linux")]
public static partial class SocketPrograms
{
    private const int SocketLevel = 1;
    private const int DetachFilterOption = 27;
    private const int AttachProgramOption = 50;
    private const int AttachReusePortProgramOption = 52;
    private const int DetachReusePortProgramOption = 68;

    /// <summary>Lets a socket filter decide how much of each packet a socket receives (SO_ATTACH_BPF); it takes the place of an earlier one.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="program">A socket filter in the Linux kernel.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static void AttachFilter(this Socket socket, BpfProgram program) =>
        Set(socket, AttachProgramOption, LinuxPrograms.FdOf(program), "attach filter", program.Name);

    /// <summary>Takes the filter off a socket (SO_DETACH_FILTER).</summary>
    /// <param name="socket">The socket.</param>
    /// <exception cref="BpfException">ENOENT: it has none.</exception>
    public static void DetachFilter(this Socket socket) => Set(socket, DetachFilterOption, 0, "detach filter", "socket");

    /// <summary>Lets a program choose among the sockets that share a port (SO_ATTACH_REUSEPORT_EBPF).</summary>
    /// <param name="socket">One of the sockets, with SO_REUSEPORT.</param>
    /// <param name="program">A program of type sk_reuseport or a socket filter, in the Linux kernel.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static void AttachReusePort(this Socket socket, BpfProgram program) =>
        Set(socket, AttachReusePortProgramOption, LinuxPrograms.FdOf(program), "attach reuseport program", program.Name);

    /// <summary>Takes that program off the sockets that share a port (SO_DETACH_REUSEPORT_BPF).</summary>
    /// <param name="socket">One of the sockets.</param>
    /// <exception cref="BpfException">ENOENT: they have none.</exception>
    public static void DetachReusePort(this Socket socket) => Set(socket, DetachReusePortProgramOption, 0, "detach reuseport program", "socket");

    private static void Set(Socket socket, int option, int value, string operation, string name)
    {
        ArgumentNullException.ThrowIfNull(socket);

        // Not Socket.SetRawSocketOption, which tells only some errors apart.
        if (SetOption(socket.SafeHandle, SocketLevel, option, in value, sizeof(int)) != 0)
            throw new BpfException((Errno)Marshal.GetLastPInvokeError(), operation, name);
    }

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeHandle handle, int level, int name, in int value, uint length);
}
