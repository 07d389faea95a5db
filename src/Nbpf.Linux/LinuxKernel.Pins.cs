using Nbpf.Syscall;
using Nbpf.Uapi;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>Pins in a BPF file system, and tokens, which one delegates.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult ObjPin(string path, int fd, uint fileFlags = 0, int pathFd = 0) => OnPath(BpfCommand.ObjPin, path, fd, fileFlags, pathFd);

    /// <inheritdoc/>
    public SysResult ObjGet(string path, uint fileFlags = 0, int pathFd = 0) => Own(OnPath(BpfCommand.ObjGet, path, 0, fileFlags, pathFd));

    /// <inheritdoc/>
    /// <remarks>EPERM for a name that is not in a BPF file system.</remarks>
    public SysResult ObjUnpin(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FileSystemCalls.UnlinkPinned(path);
    }

    /// <inheritdoc/>
    public SysResult MakeDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FileSystemCalls.MakeDirectory(path);
    }

    /// <inheritdoc/>
    public SysResult TokenCreate(int bpffsFd, uint flags = 0)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        BpfAttr.TokenCreate.bpffs_fd.Write(attr, bpffsFd);
        BpfAttr.TokenCreate.flags.Write(attr, flags);
        return Own(BpfSystemCall.Run(BpfCommand.TokenCreate, attr));
    }

    private static SysResult OnPath(BpfCommand command, string path, int fd, uint fileFlags, int pathFd)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (PathBytes.Of(path) is not { } name) return Errno.EINVAL;
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: the name is pinned, only read, and ends with a NUL.
        fixed (byte* pointer = name)
        {
            ObjectPin.pathname.Write(attr, (ulong)pointer);
            ObjectPin.bpf_fd.Write(attr, fd);
            ObjectPin.file_flags.Write(attr, fileFlags);
            ObjectPin.path_fd.Write(attr, pathFd);
            return BpfSystemCall.Run(command, attr);
        }
    }
}
