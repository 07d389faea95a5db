using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on ids and file descriptors of all kinds (kernel/bpf/syscall.c, Linux 6.18).</summary>
internal sealed class ObjectCommands(ObjectTable objects)
{
    private const uint OpenFlagMask = (uint)(MapFlags.ReadOnly | MapFlags.WriteOnly);

    /// <summary>BPF_*_GET_NEXT_ID</summary>
    public SysResult GetNextId(BpfObjectKind kind, uint startId, out uint nextId) => objects.NextId(kind, startId, out nextId);

    /// <summary>BPF_*_GET_FD_BY_ID</summary>
    public SysResult GetFdById(BpfObjectKind kind, uint id, uint openFlags)
    {
        // Only maps have access modes; for the other kinds the field must be zero.
        if ((openFlags & ~(kind == BpfObjectKind.Map ? OpenFlagMask : 0)) != 0)
            return Errno.EINVAL;
        Errno error = AccessOf((MapFlags)openFlags, out DescriptorAccess access);
        if (error != Errno.None)
            return error;
        error = objects.AcquireById(kind, id, out KernelObject? found);
        return error != Errno.None ? error : objects.Open(found!, access);
    }

    /// <summary>close(2)</summary>
    public SysResult Close(int fd)
    {
        Errno error = objects.Close(fd);
        objects.GracePeriods.TryReclaim();
        return error;
    }

    /// <summary>What BPF_OBJ_GET_INFO_BY_FD makes of a failed search: it alone answers EBADFD for a file descriptor that is not open (bpf_obj_get_info_by_fd).</summary>
    public static Errno InfoError(Errno error) => error == Errno.EBADF ? Errno.EBADFD : error;

    /// <summary>The access mode that flags ask for: EINVAL for read-only and write-only at once (bpf_get_file_flag).</summary>
    public static Errno AccessOf(MapFlags flags, out DescriptorAccess access)
    {
        access = (flags & (MapFlags.ReadOnly | MapFlags.WriteOnly)) switch
        {
            MapFlags.ReadOnly => DescriptorAccess.Read,
            MapFlags.WriteOnly => DescriptorAccess.Write,
            MapFlags.None => DescriptorAccess.ReadWrite,
            _ => DescriptorAccess.None,
        };
        return access == DescriptorAccess.None ? Errno.EINVAL : Errno.None;
    }
}
