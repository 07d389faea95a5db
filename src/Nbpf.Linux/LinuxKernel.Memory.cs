using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <content>Memory shared with the kernel, and waiting.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult MapMmap(int mapFd, ulong offset, int length, bool isWritable, out MappedMemory? memory)
    {
        SysResult result = MemoryMapping.Create(mapFd, offset, length, isWritable, out MemoryMapping? mapping);
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
