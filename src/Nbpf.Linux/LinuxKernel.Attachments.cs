using System.Text;
using Nbpf.Syscall;
using Nbpf.Uapi;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>Attachments without links, and what is attached where.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <summary>Room for a probe's name: the longest path (PATH_MAX).</summary>
    private const int NameRoom = 4096;

    /// <inheritdoc/>
    public SysResult ProgAttach(ProgAttachAttributes attributes) => Attach(BpfCommand.ProgramAttach, attributes);

    /// <inheritdoc/>
    public SysResult ProgDetach(ProgAttachAttributes attributes) => Attach(BpfCommand.ProgramDetach, attributes);

    /// <inheritdoc/>
    public SysResult ProgQuery(ProgQueryArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        int room = arguments.ProgramIds.Length;
        if (IsOtherRoom(arguments.ProgramFlags, room) || IsOtherRoom(arguments.LinkIds, room) || IsOtherRoom(arguments.LinkFlags, room)) return Errno.EFAULT;
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: the buffers are pinned and absent or of one length; the kernel writes at most that many numbers into each.
        fixed (uint* programIds = arguments.ProgramIds.Span, programFlags = arguments.ProgramFlags.Span, linkIds = arguments.LinkIds.Span, linkFlags = arguments.LinkFlags.Span)
        {
            ProgramQuery.target_fd.Write(attr, arguments.Target);
            ProgramQuery.attach_type.Write(attr, (uint)arguments.AttachType);
            ProgramQuery.query_flags.Write(attr, arguments.QueryFlags);
            ProgramQuery.prog_ids.Write(attr, (ulong)programIds);
            ProgramQuery.count.Write(attr, (uint)room);
            ProgramQuery.prog_attach_flags.Write(attr, (ulong)programFlags);
            ProgramQuery.link_ids.Write(attr, (ulong)linkIds);
            ProgramQuery.link_attach_flags.Write(attr, (ulong)linkFlags);
            SysResult result = BpfSystemCall.Run(BpfCommand.ProgramQuery, attr);
            arguments.Count = ProgramQuery.count.ReadUInt32(attr);
            arguments.AttachFlags = ProgramQuery.attach_flags.ReadUInt32(attr);
            arguments.Revision = ProgramQuery.revision.Read(attr);
            return result;
        }
    }

    /// <inheritdoc/>
    public SysResult RawTracepointOpen(string? name, int programFd, ulong cookie = 0)
    {
        byte[]? nameBytes = name is null ? null : [.. Encoding.UTF8.GetBytes(name), 0];
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: the name is pinned, only read, and ends with a NUL; null gives the address 0.
        fixed (byte* pointer = nameBytes)
        {
            BpfAttr.RawTracepointOpen.name.Write(attr, (ulong)pointer);
            BpfAttr.RawTracepointOpen.prog_fd.Write(attr, programFd);
            BpfAttr.RawTracepointOpen.cookie.Write(attr, cookie);
            return Own(BpfSystemCall.Run(BpfCommand.RawTracepointOpen, attr));
        }
    }

    /// <inheritdoc/>
    public SysResult TaskFdQuery(int processId, int fd, uint flags, out TaskFdInfo? info)
    {
        info = null;
        byte[] name = new byte[NameRoom];
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: the name's room is pinned and the kernel writes at most buf_len bytes.
        fixed (byte* pointer = name)
        {
            BpfAttr.TaskFdQuery.pid.Write(attr, processId);
            BpfAttr.TaskFdQuery.fd.Write(attr, fd);
            BpfAttr.TaskFdQuery.flags.Write(attr, flags);
            BpfAttr.TaskFdQuery.buf.Write(attr, (ulong)pointer);
            BpfAttr.TaskFdQuery.buf_len.Write(attr, (uint)name.Length);
            SysResult result = BpfSystemCall.Run(BpfCommand.TaskFdQuery, attr);
            if (result.IsError) return result;
            info = new(
                BpfAttr.TaskFdQuery.prog_id.ReadUInt32(attr),
                (TaskFdType)BpfAttr.TaskFdQuery.fd_type.ReadUInt32(attr),
                ReadName(name),
                BpfAttr.TaskFdQuery.probe_offset.Read(attr),
                BpfAttr.TaskFdQuery.probe_addr.Read(attr));
            return result;
        }
    }

    private static SysResult Attach(BpfCommand command, ProgAttachAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        ProgramAttach.target_fd.Write(attr, attributes.Target);
        ProgramAttach.attach_bpf_fd.Write(attr, attributes.ProgramFd);
        ProgramAttach.attach_type.Write(attr, (uint)attributes.AttachType);
        ProgramAttach.attach_flags.Write(attr, attributes.Flags);
        ProgramAttach.replace_bpf_fd.Write(attr, attributes.ReplacedProgramFd);
        ProgramAttach.relative_fd.Write(attr, attributes.Relative);
        ProgramAttach.expected_revision.Write(attr, attributes.ExpectedRevision);
        return BpfSystemCall.Run(command, attr);
    }

    private static bool IsOtherRoom(Memory<uint> buffer, int room) => !buffer.IsEmpty && buffer.Length != room;
}
