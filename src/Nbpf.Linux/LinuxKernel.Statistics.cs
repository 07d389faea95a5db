using Nbpf.Syscall;
using Nbpf.Uapi;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>What programs leave to read: statistics, iterators, streams; and commands by number.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult EnableStats(StatsType type)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        BpfAttr.EnableStats.type.Write(attr, (uint)type);
        return Own(BpfSystemCall.Run(BpfCommand.EnableStats, attr));
    }

    /// <inheritdoc/>
    public SysResult IterCreate(int linkFd, uint flags = 0)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        BpfAttr.IterCreate.link_fd.Write(attr, linkFd);
        BpfAttr.IterCreate.flags.Write(attr, flags);
        return Own(BpfSystemCall.Run(BpfCommand.IterCreate, attr));
    }

    /// <inheritdoc/>
    public SysResult ProgBindMap(int programFd, int mapFd, uint flags = 0)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        ProgramBindMap.prog_fd.Write(attr, programFd);
        ProgramBindMap.map_fd.Write(attr, mapFd);
        ProgramBindMap.flags.Write(attr, flags);
        return BpfSystemCall.Run(BpfCommand.ProgramBindMap, attr);
    }

    /// <inheritdoc/>
    public SysResult ProgStreamRead(int programFd, uint streamId, Span<byte> buffer)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: the buffer is pinned and the kernel writes at most stream_buf_len bytes.
        fixed (byte* pointer = buffer)
        {
            ProgramStreamRead.stream_buf.Write(attr, (ulong)pointer);
            ProgramStreamRead.stream_buf_len.Write(attr, (uint)buffer.Length);
            ProgramStreamRead.stream_id.Write(attr, streamId);
            ProgramStreamRead.prog_fd.Write(attr, programFd);
            return BpfSystemCall.Run(BpfCommand.ProgramStreamReadByFd, attr);
        }
    }

    /// <inheritdoc/>
    public SysResult Read(int fd, Span<byte> buffer) => descriptors.Find(fd) is null ? Errno.EBADF : FileSystemCalls.Read(fd, buffer);

    /// <summary>
    /// Runs a command by its number: for commands and attributes that are newer than this library. A kernel that does not know
    /// the command answers EINVAL; E2BIG when it does not know attributes that are not zero.
    /// </summary>
    /// <param name="command">Number of the command (enum bpf_cmd).</param>
    /// <param name="attributes">
    /// The command's part of union bpf_attr; the kernel writes its answers into it. Addresses in it are the caller's: they must stay
    /// valid and large enough for what the command reads and writes.
    /// </param>
    /// <returns>The kernel's answer. A file descriptor is the caller's to close: no kernel object owns it.</returns>
    public static SysResult Command(int command, Span<byte> attributes) => BpfSystemCall.Run((BpfCommand)command, attributes);
}
