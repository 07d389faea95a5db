using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nbpf.Testing.Resources;

/// <summary>A cgroup (v2) of a test's own; disposing removes it. Processes in it must have left by then.</summary>
public sealed partial class CgroupDirectory : IDisposable
{
    private const int ReadOnlyDirectoryCloseOnExec = 0x10000 | 0x80000;

    private readonly SafeFileHandle handle;

    private CgroupDirectory(string path, SafeFileHandle handle)
    {
        Root = path;
        this.handle = handle;
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    /// <summary>File descriptor of the directory, which is what programs attach to.</summary>
    public int Fd => (int)handle.DangerousGetHandle();

    /// <summary>Whether a cgroup2 file system is mounted here.</summary>
    /// <param name="reason">Why a test cannot have a cgroup; empty when it can.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = MountPoint() is null ? "no cgroup2 file system is mounted" : "";
        return reason.Length == 0;
    }

    /// <summary>Makes one below the root of the hierarchy.</summary>
    public static CgroupDirectory Create()
    {
        string root = MountPoint() ?? throw new InvalidOperationException("no cgroup2 file system is mounted");
        string path = Path.Combine(root, $"nbpf-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        SafeFileHandle handle = OpenFile(path, ReadOnlyDirectoryCloseOnExec);
        if (!handle.IsInvalid) return new(path, handle);
        Directory.Delete(path);
        throw new InvalidOperationException($"cannot open {path}: error {Marshal.GetLastPInvokeError()}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        handle.Dispose();
        Directory.Delete(Root);
    }

    private static string? MountPoint() => !File.Exists("/proc/self/mounts") ? null
        : File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')).Where(f => f.Length > 2 && f[2] == "cgroup2").Select(f => f[1]).FirstOrDefault();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle OpenFile(string path, int flags);
}
