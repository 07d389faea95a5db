using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>The few system calls on files that a BPF file system and file descriptors need, answered as bpf(2) answers.</summary>
internal static unsafe partial class FileSystemCalls
{
    /// <summary>BPF_FS_MAGIC of linux/magic.h.</summary>
    private const ulong BpfFileSystemMagic = 0xcafe4a11;

    /// <summary>More than struct statfs has on any architecture.</summary>
    private const int StatfsRoom = 256;

    private const int LowestFreeFd = 3;
    private const int DuplicateCloseOnExec = 1030;

    /// <summary>unlink(2) of a name in a BPF file system; EPERM for a name anywhere else.</summary>
    /// <param name="path">The name.</param>
    public static SysResult UnlinkPinned(string path)
    {
        if (PathBytes.Of(path) is not { } name) return Errno.EINVAL;

        // SAFETY: the name is pinned, only read and ends with a NUL; statfs(2) writes less than its room.
        fixed (byte* pointer = name)
        {
            SysResult isPin = IsOnBpfFileSystem(pointer);
            return isPin.IsError ? isPin : Answer(Unlink(pointer));
        }
    }

    /// <summary>mkdir(2) with mode 0700 in a BPF file system; EPERM anywhere else.</summary>
    /// <param name="path">The new directory.</param>
    public static SysResult MakeDirectory(string path)
    {
        if (PathBytes.Of(path) is not { } name || PathBytes.Of(Path.GetDirectoryName(path) is { Length: > 0 } directory ? directory : ".") is not { } parent)
            return Errno.EINVAL;

        // SAFETY: as in UnlinkPinned.
        fixed (byte* pointer = name, parentPointer = parent)
        {
            SysResult isPin = IsOnBpfFileSystem(parentPointer);
            return isPin.IsError ? isPin : Answer(Mkdir(pointer, Convert.ToUInt32("700", 8)));
        }
    }

    /// <summary>read(2), again when a signal interrupted it.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="buffer">Receives the bytes.</param>
    public static SysResult Read(int fd, Span<byte> buffer)
    {
        // SAFETY: the buffer is pinned and the kernel writes at most its length.
        fixed (byte* pointer = buffer)
        {
            SysResult result;
            do
            {
                result = Answer(ReadFile(fd, pointer, (nuint)buffer.Length));
            }
            while (result.Errno == Errno.EINTR);
            return result;
        }
    }

    /// <summary>A file descriptor above those of standard input, output and error, as libbpf makes sure of: one of them may be closed.</summary>
    /// <param name="fd">A file descriptor, which is closed when another takes its place.</param>
    public static SysResult AboveStandardStreams(int fd)
    {
        if (fd >= LowestFreeFd) return new(fd);
        SysResult moved = Answer(Fcntl(fd, DuplicateCloseOnExec, LowestFreeFd));
        new Microsoft.Win32.SafeHandles.SafeFileHandle(fd, ownsHandle: true).Dispose();
        return moved;
    }

    private static SysResult IsOnBpfFileSystem(byte* path)
    {
        byte* status = stackalloc byte[StatfsRoom];
        SysResult result = Answer(Statfs(path, status));
        if (result.IsError) return result;

        // f_type comes first, as wide as a register.
        return *(nuint*)status == BpfFileSystemMagic ? SysResult.Ok : Errno.EPERM;
    }

    private static SysResult Answer(nint value) => value >= 0 ? new((int)value) : new(-Marshal.GetLastSystemError());

    [LibraryImport("libc", EntryPoint = "unlink")]
    private static partial int Unlink(byte* path);

    [LibraryImport("libc", EntryPoint = "mkdir")]
    private static partial int Mkdir(byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "statfs")]
    private static partial int Statfs(byte* path, byte* status);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadFile(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int fd, int command, nint argument);
}
