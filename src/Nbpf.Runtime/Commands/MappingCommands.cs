using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>mmap(2) of maps and waiting for them, with Linux's checks in Linux's order (do_mmap, bpf_map_mmap; kernel/bpf/syscall.c).</summary>
internal sealed class MappingCommands(ObjectTable objects)
{
    /// <summary>mmap(2)</summary>
    public SysResult Map(int fd, ulong offset, int length, bool isWritable, out MappedMemory? memory)
    {
        memory = null;
        if (offset % (ulong)Environment.SystemPageSize != 0 || length <= 0)
            return Errno.EINVAL;
        Errno error = objects.Acquire(fd, out KernelObject? mapped, out DescriptorAccess access);
        if (error != Errno.None)
            return error;
        DescriptorAccess wanted = isWritable ? DescriptorAccess.ReadWrite : DescriptorAccess.Read;
        error = (access & wanted) != wanted
            ? Errno.EACCES
            : Map(mapped!, offset, length, isWritable, isReadOnly: (access & DescriptorAccess.Write) == 0, out memory);
        if (error != Errno.None)
            mapped!.Put();
        return error;
    }

    /// <summary>epoll_create1(2)</summary>
    public SysResult CreatePoll(out IBpfPoll? poll)
    {
        poll = new RingBufferPoll(objects);
        return SysResult.Ok;
    }

    // On success the mapping takes the reference over.
    private static unsafe Errno Map(KernelObject mapped, ulong offset, int length, bool isWritable, bool isReadOnly, out MappedMemory? memory)
    {
        memory = null;
        if (mapped is not KernelMap map)
            return Errno.ENODEV;
        if (!map.CanBeMapped)
            return Errno.ENOTSUPP;

        // A mapping through a read-only descriptor counts as private, and maps are mapped shared only.
        if (isReadOnly)
            return Errno.EINVAL;
        if (isWritable)
        {
            map.BeginWrite();
            Errno refused = map.IsFrozen ? Errno.EPERM : (map.Flags & MapFlags.ReadOnlyProgram) != 0 ? Errno.EACCES : Errno.None;
            if (refused != Errno.None)
            {
                map.EndWrite();
                return refused;
            }
        }
        Errno error = map.FindMapping(offset, length, isWritable, out byte* start);
        if (error == Errno.None)
            memory = new MapMapping(map, start, length, isWritable);
        else if (isWritable)
            map.EndWrite();
        return error;
    }
}
