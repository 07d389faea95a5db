using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>Program commands.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <summary>How often a load is tried while signals interrupt the verifier (EAGAIN), as libbpf does.</summary>
    private const int LoadAttempts = 5;

    /// <inheritdoc/>
    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Span<byte> attr = stackalloc byte[SizeBytes];
        byte[] instructions = InstructionStream.Encode(attributes.Instructions.Span);
        byte[]? license = attributes.License is null ? null : [.. Encoding.UTF8.GetBytes(attributes.License), 0];

        // SAFETY: every buffer is pinned until the command is done; all but the log are only read, within the counts given,
        // and the kernel writes at most log_size bytes of the log.
        fixed (byte* instructionPointer = instructions, licensePointer = license, logPointer = log,
            funcInfo = attributes.FuncInfo.Span, lineInfo = attributes.LineInfo.Span,
            relocations = attributes.CoreRelocations.Span, signature = attributes.Signature.Span)
        fixed (int* fdArray = attributes.FdArray.Span)
        {
            SysResult result;
            int attempts = 0;
            do
            {
                attr.Clear();
                WriteLoad(attr, attributes);
                ProgramLoad.insns.Write(attr, (ulong)instructionPointer);
                ProgramLoad.license.Write(attr, (ulong)licensePointer);
                ProgramLoad.log_buf.Write(attr, (ulong)logPointer);
                ProgramLoad.log_size.Write(attr, (uint)log.Length);
                ProgramLoad.func_info.Write(attr, (ulong)funcInfo);
                ProgramLoad.line_info.Write(attr, (ulong)lineInfo);
                ProgramLoad.fd_array.Write(attr, (ulong)fdArray);
                ProgramLoad.core_relos.Write(attr, (ulong)relocations);
                ProgramLoad.signature.Write(attr, (ulong)signature);
                result = RunCharged(BpfCommand.ProgramLoad, attr);
            }
            while (result.Errno is Errno.EAGAIN or Errno.EINTR && ++attempts < LoadAttempts);
            logTrueSize = ProgramLoad.log_true_size.ReadUInt32(attr);
            return Own(result);
        }
    }

    /// <inheritdoc/>
    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Limits is { Cancellation.IsCancellationRequested: true }) return Errno.EINTR;
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // Programs of type syscall get their context written back into ctx_in and must not have a ctx_out.
        bool contextIsWrittenBack = FdInfo.Read(programFd)?.Number("prog_type") == (ulong)ProgramType.Syscall;
        byte[] contextIn = arguments.ContextIn.ToArray();
        Span<byte> contextOut = contextIsWrittenBack ? default : arguments.ContextOut.Span;
        SysResult result;

        // SAFETY: every buffer is pinned until the command is done. data_in is only read; ctx_in is our copy; data_out and
        // ctx_out are written up to the sizes given, and not at all when empty, because their addresses are then 0.
        fixed (byte* dataIn = arguments.DataIn.Span, dataOut = arguments.DataOut.Span, contextInPointer = contextIn, contextOutPointer = contextOut)
        {
            ProgramTestRun.prog_fd.Write(attr, programFd);
            ProgramTestRun.data_in.Write(attr, (ulong)dataIn);
            ProgramTestRun.data_size_in.Write(attr, (uint)arguments.DataIn.Length);
            ProgramTestRun.data_out.Write(attr, (ulong)dataOut);
            ProgramTestRun.data_size_out.Write(attr, (uint)arguments.DataOut.Length);
            ProgramTestRun.ctx_in.Write(attr, (ulong)contextInPointer);
            ProgramTestRun.ctx_size_in.Write(attr, (uint)contextIn.Length);
            ProgramTestRun.ctx_out.Write(attr, (ulong)contextOutPointer);
            ProgramTestRun.ctx_size_out.Write(attr, (uint)contextOut.Length);
            ProgramTestRun.repeat.Write(attr, arguments.Repeat);
            ProgramTestRun.flags.Write(attr, (uint)arguments.Flags);
            ProgramTestRun.cpu.Write(attr, arguments.Cpu);
            ProgramTestRun.batch_size.Write(attr, arguments.BatchSize);
            result = BpfSystemCall.Run(BpfCommand.ProgramTestRun, attr);
        }

        arguments.ReturnValue = ProgramTestRun.retval.ReadUInt32(attr);
        arguments.DurationNanoseconds = ProgramTestRun.duration.ReadUInt32(attr);
        arguments.DataSizeOut = ProgramTestRun.data_size_out.ReadUInt32(attr);
        arguments.ContextSizeOut = contextIsWrittenBack ? (uint)contextIn.Length : ProgramTestRun.ctx_size_out.ReadUInt32(attr);
        if (contextIsWrittenBack && !result.IsError)
            contextIn.AsSpan(0, Math.Min(contextIn.Length, arguments.ContextOut.Length)).CopyTo(arguments.ContextOut.Span);
        return result;
    }

    private static void WriteLoad(Span<byte> attr, ProgLoadAttributes attributes)
    {
        ProgramLoad.prog_type.Write(attr, (uint)attributes.Type);
        ProgramLoad.insn_cnt.Write(attr, (uint)attributes.Instructions.Length);
        ProgramLoad.log_level.Write(attr, attributes.LogLevel);
        ProgramLoad.kern_version.Write(attr, attributes.KernelVersion);
        ProgramLoad.prog_flags.Write(attr, (uint)attributes.Flags);
        WriteName(ProgramLoad.prog_name.Bytes(attr), attributes.Name);
        ProgramLoad.prog_ifindex.Write(attr, attributes.InterfaceIndex);
        ProgramLoad.expected_attach_type.Write(attr, (uint)attributes.ExpectedAttachType);
        ProgramLoad.prog_btf_fd.Write(attr, attributes.BtfFd);
        WriteRecords(attr, ProgramLoad.func_info_cnt, ProgramLoad.func_info_rec_size, attributes.FuncInfo, attributes.FuncInfoRecordSize);
        WriteRecords(attr, ProgramLoad.line_info_cnt, ProgramLoad.line_info_rec_size, attributes.LineInfo, attributes.LineInfoRecordSize);
        ProgramLoad.attach_btf_id.Write(attr, attributes.AttachBtfId);
        ProgramLoad.attach_prog_fd.Write(attr, attributes.AttachFd);
        ProgramLoad.fd_array_cnt.Write(attr, attributes.FdArrayCount);
        WriteRecords(attr, ProgramLoad.core_relo_cnt, ProgramLoad.core_relo_rec_size, attributes.CoreRelocations, attributes.CoreRelocationRecordSize);
        ProgramLoad.prog_token_fd.Write(attr, attributes.TokenFd);
        ProgramLoad.signature_size.Write(attr, (uint)attributes.Signature.Length);
        ProgramLoad.keyring_id.Write(attr, attributes.KeyringId);
    }

    /// <summary>A record size of 0 goes to the kernel with one record: it refuses the size before it reads any.</summary>
    private static void WriteRecords(Span<byte> attr, Uapi.UapiField count, Uapi.UapiField size, ReadOnlyMemory<byte> records, uint recordSize)
    {
        if (records.IsEmpty) return;
        size.Write(attr, recordSize);
        count.Write(attr, recordSize == 0 ? 1 : (uint)records.Length / recordSize);
    }
}
