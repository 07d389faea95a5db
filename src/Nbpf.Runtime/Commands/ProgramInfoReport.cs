using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>What BPF_OBJ_GET_INFO_BY_FD tells of a program (bpf_prog_get_info_by_fd, kernel/bpf/syscall.c).</summary>
internal static class ProgramInfoReport
{
    private const int FunctionRecordBytes = 8;
    private const int LineRecordBytes = 16;

    /// <summary>Makes the report.</summary>
    /// <param name="program">The program.</param>
    public static ProgInfo Make(KernelProgram program)
    {
        XlatedProgram xlated = program.Xlated;
        return new ProgInfo
        {
            Type = program.Type.Type,
            Id = program.Id,
            Name = program.Name,
            Tag = program.Tag,
            GplCompatible = program.GplCompatible,
            LoadTimeNanoseconds = program.LoadTimeNanoseconds,
            CreatedByUid = 0,
            MapIds = [.. program.Maps.Select(m => m.Id)],
            BtfId = program.Btf?.Id ?? 0,
            XlatedInstructions = Instructions(xlated),
            FunctionNames = FunctionNames(xlated),
            JitedImage = [],
            JitedLength = 0,
            FuncInfo = program.Btf is null ? [] : FuncInfo(xlated),
            LineInfo = LineInfo(xlated),
            SubprogramTags = xlated.Subprograms.Length > 1 ? [.. xlated.Subprograms.SelectMany(s => s.Tag.ToArray())] : program.Tag,
            VerifiedInstructions = program.VerifiedInstructions,
            RunTimeNanoseconds = program.RunNanoseconds,
            RunCount = program.RunCount,
            MemoryBytes = (ulong)xlated.Instructions.Length * Instruction.SizeBytes,
        };
    }

    // As Linux after its JIT: a subprogram call's distance is told in the offset, the callee's number in the immediate.
    private static ImmutableArray<Instruction> Instructions(XlatedProgram xlated) => xlated.Subprograms.Length == 1
        ? xlated.Instructions
        : [.. xlated.Instructions.Select((instruction, index) => instruction.IsSubprogramCall
            ? instruction with { Offset = (short)instruction.Immediate, Immediate = XlatedForm.SubprogramAt(xlated, index + 1 + instruction.Immediate) }
            : instruction)];

    private static ImmutableDictionary<int, string> FunctionNames(XlatedProgram xlated)
    {
        ImmutableDictionary<int, string>.Builder names = ImmutableDictionary.CreateBuilder<int, string>();
        foreach (Instruction instruction in xlated.Instructions)
        {
            if (instruction.IsHelperCall)
            {
                names[instruction.Immediate] = xlated.Functions.Find(instruction.Immediate)?.Name ?? "bpf_tail_call";
            }
        }

        return names.ToImmutable();
    }

    private static ImmutableArray<byte> FuncInfo(XlatedProgram xlated)
    {
        byte[] records = new byte[xlated.Subprograms.Length * FunctionRecordBytes];
        for (int i = 0; i < xlated.Subprograms.Length; i++)
        {
            Span<byte> record = records.AsSpan(i * FunctionRecordBytes);
            BinaryPrimitives.WriteInt32LittleEndian(record, xlated.Subprograms[i].Start);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], xlated.Subprograms[i].BtfTypeId);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(records);
    }

    private static ImmutableArray<byte> LineInfo(XlatedProgram xlated)
    {
        byte[] records = new byte[xlated.Lines.Length * LineRecordBytes];
        for (int i = 0; i < xlated.Lines.Length; i++)
        {
            BtfLineInfo line = xlated.Lines[i];
            Span<byte> record = records.AsSpan(i * LineRecordBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(record, line.InstructionIndex);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], line.FileNameOffset);
            BinaryPrimitives.WriteUInt32LittleEndian(record[8..], line.LineOffset);
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], line.LineColumn);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(records);
    }
}
