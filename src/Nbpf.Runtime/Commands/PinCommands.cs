using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on pinned names, with Linux's checks in Linux's order (bpf_obj_pin, bpf_obj_get; kernel/bpf/syscall.c, kernel/bpf/inode.c).</summary>
/// <param name="objects">The kernel's objects.</param>
/// <param name="files">Where they get names.</param>
internal sealed class PinCommands(ObjectTable objects, BpfFileSystem files)
{
    private const uint PathFdFlag = (uint)MapFlags.PathFd;
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const MapFlags AccessFlags = MapFlags.ReadOnly | MapFlags.WriteOnly;

    /// <summary>BPF_OBJ_PIN</summary>
    public SysResult Pin(string path, int fd, uint fileFlags, int pathFd)
    {
        if ((fileFlags & ~PathFdFlag) != 0 || ((fileFlags & PathFdFlag) == 0 && pathFd != 0))
            return Errno.EINVAL;
        Errno error = objects.Acquire(fd, out KernelObject? pinned);
        if (error != Errno.None)
            return Errno.EINVAL; // whatever the descriptor is, when it is none of the kinds that are tried in turn
        error = !pinned!.CanBePinned ? Errno.EINVAL : CheckStart(path, fileFlags, pathFd);
        if (error == Errno.None)
            error = files.Pin(path, pinned);
        if (error != Errno.None)
            pinned.Put();
        return error;
    }

    /// <summary>BPF_OBJ_GET</summary>
    public SysResult Get(string path, uint fileFlags, int pathFd)
    {
        if ((fileFlags & ~((uint)AccessFlags | PathFdFlag)) != 0 || ((fileFlags & PathFdFlag) == 0 && pathFd != 0))
            return Errno.EINVAL;
        Errno error = ObjectCommands.AccessOf((MapFlags)fileFlags, out DescriptorAccess access);
        if (error == Errno.None)
            error = CheckStart(path, fileFlags, pathFd);
        if (error != Errno.None)
            return error;
        error = files.Get(path, out KernelObject? pinned);
        if (error != Errno.None)
            return error;

        // Programs are opened whatever the mode says, links in one mode only.
        switch (pinned!.Kind)
        {
            case BpfObjectKind.Link when access != DescriptorAccess.ReadWrite:
                pinned.Put();
                return Errno.EINVAL;
            case BpfObjectKind.Map:
                return objects.Open(pinned, access);
            default:
                return objects.Open(pinned);
        }
    }

    /// <summary>unlink(2)</summary>
    public SysResult Unpin(string path) => files.Unpin(path);

    // A relative path starts at a directory's descriptor, and no descriptor of this kernel is a directory's; AT_FDCWD stands for the root.
    private Errno CheckStart(string path, uint fileFlags, int pathFd)
    {
        if (PathBytes.Of(path) is null)
            return Errno.EINVAL;
        if ((fileFlags & PathFdFlag) == 0 || pathFd == CurrentDirectory || path.Length == 0 || path[0] == '/')
            return Errno.None;
        return objects.Find(pathFd, out KernelObject? _, out _) == Errno.EBADF ? Errno.EBADF : Errno.ENOTDIR;
    }
}
