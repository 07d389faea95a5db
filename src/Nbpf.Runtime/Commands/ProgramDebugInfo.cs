using System.Buffers.Binary;
using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>func_info and line_info of a program under load, with the checks that Linux makes before it looks at the instructions (check_btf_info_early).</summary>
/// <param name="Functions">Where subprograms start.</param>
/// <param name="Lines">Source lines.</param>
internal sealed record ProgramDebugInfo(ImmutableArray<BtfFuncInfo> Functions, ImmutableArray<BtfLineInfo> Lines)
{
    private const int MaximumRecordBytes = 252;
    private const int FunctionRecordBytes = 8;
    private const int LineRecordBytes = 16;

    /// <summary>A program without debug information.</summary>
    public static ProgramDebugInfo None { get; } = new([], []);

    /// <summary>Reads the records.</summary>
    /// <param name="attributes">The load.</param>
    /// <param name="btf">The program's BTF.</param>
    /// <param name="info">Receives the records, or null on error.</param>
    /// <param name="message">Receives the log's line on error, possibly empty.</param>
    public static Errno Read(ProgLoadAttributes attributes, Btf btf, out ProgramDebugInfo? info, out string message)
    {
        info = null;
        Errno error = ReadFunctions(attributes, btf, out ImmutableArray<BtfFuncInfo> functions, out message);
        if (error != Errno.None)
        {
            return error;
        }

        error = ReadLines(attributes, btf, out ImmutableArray<BtfLineInfo> lines, out message);
        if (error == Errno.None)
        {
            info = new ProgramDebugInfo(functions, lines);
        }

        return error;
    }

    private static Errno ReadFunctions(ProgLoadAttributes attributes, Btf btf, out ImmutableArray<BtfFuncInfo> functions, out string message)
    {
        functions = [];
        message = "";
        ReadOnlySpan<byte> bytes = attributes.FuncInfo.Span;
        int recordSize = (int)attributes.FuncInfoRecordSize;
        if (bytes.IsEmpty)
        {
            return Errno.None;
        }

        if (!IsRecordSize(attributes.FuncInfoRecordSize, FunctionRecordBytes))
        {
            message = $"invalid func info rec size {attributes.FuncInfoRecordSize}";
            return Errno.EINVAL;
        }

        ImmutableArray<BtfFuncInfo>.Builder read = ImmutableArray.CreateBuilder<BtfFuncInfo>(bytes.Length / recordSize);
        for (; bytes.Length >= recordSize; bytes = bytes[recordSize..])
        {
            if (bytes[FunctionRecordBytes..recordSize].ContainsAnyExcept((byte)0))
            {
                message = "nonzero tailing record in func info";
                return Errno.E2BIG;
            }

            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes), type = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            if (CheckFunction(read, offset, type, btf) is { } fault)
            {
                message = fault;
                return Errno.EINVAL;
            }

            read.Add(new BtfFuncInfo(offset, type));
        }

        functions = read.DrainToImmutable();
        return Errno.None;
    }

    private static string? CheckFunction(ImmutableArray<BtfFuncInfo>.Builder before, uint offset, uint type, Btf btf)
    {
        if (before.Count == 0 && offset != 0)
        {
            return $"nonzero insn_off {offset} for the first func info record";
        }

        if (before.Count > 0 && offset <= before[^1].InstructionIndex)
        {
            return $"same or smaller insn offset ({offset}) than previous func info record ({before[^1].InstructionIndex})";
        }

        return type > btf.TypeCount || btf[type].Kind != BtfKind.Func ? $"invalid type id {type} in func info" : null;
    }

    private static Errno ReadLines(ProgLoadAttributes attributes, Btf btf, out ImmutableArray<BtfLineInfo> lines, out string message)
    {
        lines = [];
        message = "";
        ReadOnlySpan<byte> bytes = attributes.LineInfo.Span;
        int recordSize = (int)attributes.LineInfoRecordSize;
        if (bytes.IsEmpty)
        {
            return Errno.None;
        }

        if (!IsRecordSize(attributes.LineInfoRecordSize, LineRecordBytes))
        {
            return Errno.EINVAL;
        }

        ReadOnlySpan<Instruction> program = attributes.Instructions.Span;
        ImmutableArray<BtfLineInfo>.Builder read = ImmutableArray.CreateBuilder<BtfLineInfo>(bytes.Length / recordSize);
        for (; bytes.Length >= recordSize; bytes = bytes[recordSize..])
        {
            if (bytes[LineRecordBytes..recordSize].ContainsAnyExcept((byte)0))
            {
                message = "nonzero tailing record in line_info";
                return Errno.E2BIG;
            }

            BtfLineInfo line = new(
                BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
            if (CheckLine(read, line, program, btf) is { } fault)
            {
                message = fault;
                return Errno.EINVAL;
            }

            read.Add(line);
        }

        lines = read.DrainToImmutable();
        return Errno.None;
    }

    private static string? CheckLine(ImmutableArray<BtfLineInfo>.Builder before, in BtfLineInfo line, ReadOnlySpan<Instruction> program, Btf btf)
    {
        uint previous = before.Count > 0 ? before[^1].InstructionIndex : 0;
        bool isOrdered = before.Count == 0 || line.InstructionIndex > previous;
        if (!isOrdered || line.InstructionIndex >= (uint)program.Length)
        {
            return $"Invalid line_info[{before.Count}].insn_off:{line.InstructionIndex} (prev_offset:{previous} prog->len:{program.Length})";
        }

        if (program[(int)line.InstructionIndex].Opcode == 0)
        {
            return $"Invalid insn code at line_info[{before.Count}].insn_off";
        }

        return btf.HasString(line.LineOffset) && btf.HasString(line.FileNameOffset)
            ? null
            : $"Invalid line_info[{before.Count}].line_off or .file_name_off";
    }

    private static bool IsRecordSize(uint size, int minimum) => size >= minimum && size <= MaximumRecordBytes && size % sizeof(uint) == 0;
}
