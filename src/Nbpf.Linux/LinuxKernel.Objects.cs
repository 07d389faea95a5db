using Nbpf.Syscall;
using Nbpf.Uapi;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>Commands on ids and BTF objects.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        ObjectId.start_id.Write(attr, startId);
        SysResult result = BpfSystemCall.Run(NextIdCommand(kind), attr);
        nextId = result.IsError ? 0 : ObjectId.next_id.ReadUInt32(attr);
        return result;
    }

    /// <inheritdoc/>
    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        ObjectId.map_id.Write(attr, id);
        ObjectId.open_flags.Write(attr, openFlags);
        ObjectId.fd_by_id_token_fd.Write(attr, tokenFd);
        return Own(BpfSystemCall.Run(FdByIdCommand(kind), attr));
    }

    /// <inheritdoc/>
    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: both are pinned; btf is only read, and the kernel writes at most btf_log_size bytes of the log.
        fixed (byte* btfPointer = btf, logPointer = log)
        {
            BpfAttr.BtfLoad.btf.Write(attr, (ulong)btfPointer);
            BpfAttr.BtfLoad.btf_size.Write(attr, (uint)btf.Length);
            BpfAttr.BtfLoad.btf_log_level.Write(attr, logLevel);
            BpfAttr.BtfLoad.btf_log_buf.Write(attr, (ulong)logPointer);
            BpfAttr.BtfLoad.btf_log_size.Write(attr, (uint)log.Length);
            BpfAttr.BtfLoad.btf_flags.Write(attr, flags);
            BpfAttr.BtfLoad.btf_token_fd.Write(attr, tokenFd);
            SysResult result = Own(RunCharged(BpfCommand.BtfLoad, attr));
            logTrueSize = BpfAttr.BtfLoad.btf_log_true_size.ReadUInt32(attr);
            return result;
        }
    }

    /// <inheritdoc/>
    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info)
    {
        info = null;
        byte[] raw = new byte[BtfInfoLayout.SizeBytes];
        if (FdInfo.Read(btfFd) is { } other && other.Number("btf_id") is null) return Errno.EINVAL;
        SysResult result = GetInfo(btfFd, raw);
        if (result.IsError) return result;
        byte[] btf = new byte[BtfInfoLayout.btf_size.ReadUInt32(raw)];
        byte[] name = new byte[Math.Max(BtfInfoLayout.name_len.ReadUInt32(raw) + 1, 1)];
        raw.AsSpan().Clear();

        // SAFETY: both are pinned and the kernel writes at most btf_size and name_len bytes.
        fixed (byte* btfPointer = btf, namePointer = name)
        {
            BtfInfoLayout.btf.Write(raw, (ulong)btfPointer);
            BtfInfoLayout.btf_size.Write(raw, (uint)btf.Length);
            BtfInfoLayout.name.Write(raw, (ulong)namePointer);
            BtfInfoLayout.name_len.Write(raw, (uint)name.Length);
            result = GetInfo(btfFd, raw);
        }

        if (!result.IsError)
            info = new(BtfInfoLayout.id.ReadUInt32(raw), ReadName(name), BtfInfoLayout.kernel_btf.ReadUInt32(raw) != 0, [.. btf]);
        return result;
    }

    private static BpfCommand NextIdCommand(BpfObjectKind kind) => kind switch
    {
        BpfObjectKind.Program => BpfCommand.ProgramGetNextId,
        BpfObjectKind.Map => BpfCommand.MapGetNextId,
        BpfObjectKind.Btf => BpfCommand.BtfGetNextId,
        BpfObjectKind.Link => BpfCommand.LinkGetNextId,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static BpfCommand FdByIdCommand(BpfObjectKind kind) => kind switch
    {
        BpfObjectKind.Program => BpfCommand.ProgramGetFdById,
        BpfObjectKind.Map => BpfCommand.MapGetFdById,
        BpfObjectKind.Btf => BpfCommand.BtfGetFdById,
        BpfObjectKind.Link => BpfCommand.LinkGetFdById,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
