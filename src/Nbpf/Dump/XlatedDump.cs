using System.Buffers.Binary;
using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Dump;

/// <summary>
/// The xlated program as <c>bpftool prog dump xlated</c> presents it: instructions with map ids, names of the functions they call,
/// prototypes and source lines. Made from what either kernel tells of a program.
/// </summary>
public static class XlatedDump
{
    private const int FuncInfoSizeBytes = 8;
    private const int LineInfoSizeBytes = 16;

    /// <summary>The dump's lines, one per instruction.</summary>
    /// <param name="info">The program.</param>
    /// <param name="btf">The program's BTF, or null when it has none: then without prototypes and source.</param>
    /// <exception cref="BpfFormatException">A func_info or line_info record names a type or string that the BTF does not have.</exception>
    public static ImmutableArray<XlatedLine> Lines(ProgInfo info, Btf? btf)
    {
        ArgumentNullException.ThrowIfNull(info);
        ImmutableArray<XlatedFunction> functions = btf is null ? [] : Functions(info, btf);
        Dictionary<int, string> prototypes = functions.ToDictionary(function => function.Index, function => function.Prototype);
        Dictionary<int, SourceLine> sources = btf is null ? [] : Sources(info, btf);
        XlatedSymbols symbols = new(info, functions);
        ReadOnlySpan<Instruction> program = info.XlatedInstructions.AsSpan();

        ImmutableArray<XlatedLine>.Builder lines = ImmutableArray.CreateBuilder<XlatedLine>(program.Length);
        for (int index = 0; index < program.Length; index++)
        {
            Instruction first = program[index];
            Instruction? second = first.IsWide && index + 1 < program.Length ? program[index + 1] : null;
            lines.Add(new XlatedLine(
                index,
                Disassembler.Format(program, index, symbols),
                first,
                second,
                prototypes.GetValueOrDefault(index),
                sources.GetValueOrDefault(index)));
            if (second is not null) index++;
        }

        return lines.DrainToImmutable();
    }

    private static ImmutableArray<XlatedFunction> Functions(ProgInfo info, Btf btf)
    {
        ReadOnlySpan<byte> records = info.FuncInfo.AsSpan();
        ImmutableArray<XlatedFunction>.Builder functions = ImmutableArray.CreateBuilder<XlatedFunction>(records.Length / FuncInfoSizeBytes);
        for (; records.Length >= FuncInfoSizeBytes; records = records[FuncInfoSizeBytes..])
        {
            uint typeId = BinaryPrimitives.ReadUInt32LittleEndian(records[4..]);
            functions.Add(new XlatedFunction(
                (int)BinaryPrimitives.ReadUInt32LittleEndian(records),
                btf[typeId].Name,
                BtfPrinter.Prototype(btf, typeId)));
        }

        return functions.DrainToImmutable();
    }

    private static Dictionary<int, SourceLine> Sources(ProgInfo info, Btf btf)
    {
        Dictionary<int, SourceLine> sources = [];
        ReadOnlySpan<byte> records = info.LineInfo.AsSpan();
        for (; records.Length >= LineInfoSizeBytes; records = records[LineInfoSizeBytes..])
        {
            uint position = BinaryPrimitives.ReadUInt32LittleEndian(records[12..]);
            sources[(int)BinaryPrimitives.ReadUInt32LittleEndian(records)] = new SourceLine(
                btf.StringAt(BinaryPrimitives.ReadUInt32LittleEndian(records[8..])).TrimStart(' ', '\t'),
                btf.StringAt(BinaryPrimitives.ReadUInt32LittleEndian(records[4..])),
                position >> 10,
                position & 0x3ff);
        }

        return sources;
    }
}
