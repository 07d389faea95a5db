using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>
/// An open cgroup or network namespace, whose file descriptor is what programs attach to. Closed on exec; what is attached does
/// not need it any longer.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed partial class HookFile : IDisposable
{
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle handle;

    private HookFile(SafeFileHandle handle) => this.handle = handle;

    /// <summary>The file descriptor.</summary>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public int Fd
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle.IsClosed, this);
            return (int)handle.DangerousGetHandle();
        }
    }

    /// <summary>Opens a cgroup.</summary>
    /// <param name="path">Its directory in a cgroup2 file system.</param>
    /// <exception cref="BpfException">There is no such directory, or it may not be read.</exception>
    public static HookFile OpenCgroup(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Directory.Exists(path) ? Open(path, "open cgroup") : throw new BpfException(Errno.ENOENT, "open cgroup", path, "no such directory");
    }

    /// <summary>Opens a network namespace.</summary>
    /// <param name="path">Its file, such as <c>/run/netns/NAME</c> or <c>/proc/PID/ns/net</c>; null for the calling thread's.</param>
    /// <exception cref="BpfException">There is no such file, or it may not be read.</exception>
    public static HookFile OpenNetworkNamespace(string? path = null) => Open(path ?? "/proc/thread-self/ns/net", "open network namespace");

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static HookFile Open(string path, string operation)
    {
        SafeFileHandle handle = OpenFile(path, CloseOnExec);
        return handle.IsInvalid ? throw new BpfException((Errno)Marshal.GetLastPInvokeError(), operation, path) : new HookFile(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle OpenFile(string path, int flags);
}
