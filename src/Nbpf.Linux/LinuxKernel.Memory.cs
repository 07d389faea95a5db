using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <content>Memory shared with the kernel, and waiting.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult MapMmap(int mapFd, ulong offset, int length, bool isWritable, out MappedMemory? memory)
    {
        memory = null;
        if (mapFd < 0) return Errno.EBADF; // -1 would be fresh memory

        // An arena that was created for an address is mapped there or not at all.
        FdInfo? info = FdInfo.Read(mapFd);
        ulong address = info?.Number("map_type") == (ulong)MapType.Arena ? info.Number("map_extra") ?? 0 : 0;
        SysResult result = MemoryMapping.Create(mapFd, offset, length, isWritable, out MemoryMapping? mapping, address);
        memory = mapping;
        return result;
    }

    /// <inheritdoc/>
    public SysResult PollCreate(out IBpfPoll? poll)
    {
        SysResult result = EventPoll.Create(out EventPoll? created);
        poll = created;
        return result;
    }
}
