using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Linux;

/// <content>BPF_OBJ_GET_INFO_BY_FD on programs.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult ProgGetInfo(int programFd, out ProgInfo? info)
    {
        info = null;
        FdInfo? fdInfo = FdInfo.Read(programFd);
        if (fdInfo is not null && fdInfo.Number("prog_type") is null) return Errno.EINVAL;

        // The first call tells how long the arrays are, the second fills them.
        byte[] raw = new byte[ProgramInfoLayout.SizeBytes];
        SysResult result = GetInfo(programFd, raw);
        if (result.IsError) return result;
        Arrays arrays = new(raw);
        raw.AsSpan().Clear();

        // SAFETY: all arrays are pinned, and the kernel writes at most the lengths given with them.
        fixed (byte* xlated = arrays.Xlated, jited = arrays.Jited, maps = arrays.MapIds, funcs = arrays.FuncInfo, lines = arrays.LineInfo, tags = arrays.Tags)
        {
            arrays.WriteLengths(raw);
            ProgramInfoLayout.xlated_prog_insns.Write(raw, (ulong)xlated);
            ProgramInfoLayout.jited_prog_insns.Write(raw, (ulong)jited);
            ProgramInfoLayout.map_ids.Write(raw, (ulong)maps);
            ProgramInfoLayout.func_info.Write(raw, (ulong)funcs);
            ProgramInfoLayout.line_info.Write(raw, (ulong)lines);
            ProgramInfoLayout.prog_tags.Write(raw, (ulong)tags);
            result = GetInfo(programFd, raw);
        }

        if (!result.IsError) info = Describe(raw, arrays, fdInfo);
        return result;
    }

    private ProgInfo Describe(byte[] raw, Arrays arrays, FdInfo? fdInfo)
    {
        // Without the right to read raw addresses the kernel writes no instructions and clears the pointers.
        bool hasXlated = ProgramInfoLayout.xlated_prog_insns.Read(raw) != 0 || arrays.Xlated.Length == 0;
        ImmutableArray<Instruction> xlated = hasXlated ? [.. InstructionStream.Decode(arrays.Xlated)] : [];
        bool hasJited = ProgramInfoLayout.jited_prog_insns.Read(raw) != 0;
        return new()
        {
            Type = (ProgramType)ProgramInfoLayout.type.ReadUInt32(raw),
            Id = ProgramInfoLayout.id.ReadUInt32(raw),
            Name = ReadName(ProgramInfoLayout.name.Bytes(raw)),
            Tag = [.. ProgramInfoLayout.tag.Bytes(raw)],
            GplCompatible = (ProgramInfoLayout.gpl_compatible.Read(raw) & 1) != 0,
            LoadTimeNanoseconds = ProgramInfoLayout.load_time.Read(raw),
            CreatedByUid = ProgramInfoLayout.created_by_uid.ReadUInt32(raw),
            MapIds = [.. MemoryMarshal.Cast<byte, uint>(arrays.MapIds)],
            BtfId = ProgramInfoLayout.btf_id.ReadUInt32(raw),
            XlatedInstructions = [.. xlated],
            FunctionNames = symbols.CallNames(xlated),
            JitedImage = hasJited ? [.. arrays.Jited] : [],
            JitedLength = ProgramInfoLayout.jited_prog_len.ReadUInt32(raw),
            FuncInfo = [.. arrays.FuncInfo],
            LineInfo = [.. arrays.LineInfo],
            SubprogramTags = [.. arrays.Tags],
            VerifiedInstructions = ProgramInfoLayout.verified_insns.ReadUInt32(raw),
            RunTimeNanoseconds = ProgramInfoLayout.run_time_ns.Read(raw),
            RunCount = ProgramInfoLayout.run_cnt.Read(raw),
            MemoryBytes = fdInfo?.Number("memlock") ?? 0,
        };
    }

    /// <summary>The arrays of a program's info, as long as the kernel said.</summary>
    private sealed class Arrays(ReadOnlySpan<byte> raw)
    {
        private readonly uint funcInfoSize = ProgramInfoLayout.func_info_rec_size.ReadUInt32(raw);
        private readonly uint lineInfoSize = ProgramInfoLayout.line_info_rec_size.ReadUInt32(raw);

        public byte[] Xlated { get; } = new byte[ProgramInfoLayout.xlated_prog_len.ReadUInt32(raw)];

        public byte[] Jited { get; } = new byte[ProgramInfoLayout.jited_prog_len.ReadUInt32(raw)];

        public byte[] MapIds { get; } = new byte[ProgramInfoLayout.nr_map_ids.ReadUInt32(raw) * sizeof(uint)];

        public byte[] FuncInfo { get; } = new byte[ProgramInfoLayout.nr_func_info.ReadUInt32(raw) * ProgramInfoLayout.func_info_rec_size.ReadUInt32(raw)];

        public byte[] LineInfo { get; } = new byte[ProgramInfoLayout.nr_line_info.ReadUInt32(raw) * ProgramInfoLayout.line_info_rec_size.ReadUInt32(raw)];

        public byte[] Tags { get; } = new byte[ProgramInfoLayout.nr_prog_tags.ReadUInt32(raw) * Constants.BPF_TAG_SIZE];

        public void WriteLengths(Span<byte> info)
        {
            ProgramInfoLayout.xlated_prog_len.Write(info, (uint)Xlated.Length);
            ProgramInfoLayout.jited_prog_len.Write(info, (uint)Jited.Length);
            ProgramInfoLayout.nr_map_ids.Write(info, (uint)MapIds.Length / sizeof(uint));
            ProgramInfoLayout.func_info_rec_size.Write(info, funcInfoSize);
            ProgramInfoLayout.line_info_rec_size.Write(info, lineInfoSize);
            ProgramInfoLayout.nr_func_info.Write(info, funcInfoSize == 0 ? 0 : (uint)FuncInfo.Length / funcInfoSize);
            ProgramInfoLayout.nr_line_info.Write(info, lineInfoSize == 0 ? 0 : (uint)LineInfo.Length / lineInfoSize);
            ProgramInfoLayout.nr_prog_tags.Write(info, (uint)Tags.Length / Constants.BPF_TAG_SIZE);
        }
    }
}
