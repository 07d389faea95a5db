using System.Globalization;
using System.Text;
using Nbpf.Isa;
using Nbpf.Specs;

namespace Nbpf.Tests.Fuzz;

/// <summary>All that a specification says, as text.</summary>
internal static class SpecText
{
    internal static string Of(ObjectSpec spec)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{spec.License} {spec.KernelVersion}\n");
        foreach (string note in spec.Notes) text.Append(note).Append('\n');
        foreach (ExternSpec symbol in spec.Externs) text.Append(symbol).Append('\n');
        foreach (MapSpec map in spec.Maps) Map(text, map);
        foreach (ProgramSpec program in spec.Programs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{program.Name} {program.SectionName} {program.Type} {program.AttachType} {program.Flags} {program.AttachTarget} {program.HasKernelTarget} {program.IsAttachTypeOptional} {program.IsAutoloaded}\n");
            foreach (Instruction instruction in program.Instructions)
                text.Append(CultureInfo.InvariantCulture, $"{instruction.Opcode:x2}{instruction.Destination:x}{instruction.Source:x}{instruction.Offset:x4}{instruction.Immediate:x8}\n");
            text.AppendJoin('\n', program.References).AppendJoin('\n', program.FuncInfo).AppendJoin('\n', program.LineInfo).AppendJoin('\n', program.CoreRelocations).Append('\n');
        }

        if (spec.Btf is { } types) text.Append(Convert.ToHexString(types.Bytes.Span));
        return text.ToString();
    }

    internal static string Of(Btf types)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        BtfRawText.Write(types, text);
        foreach (BtfType type in types.Types)
        {
            text.Write(types.TryGetSize(type.Id, out uint size) ? size : -1);
            text.Write(BtfPrinter.TypeName(types, type.Id));
            if (type.IsComposite) text.Write(types.TryFindMember(type.Id, "id", out BtfMember? member) ? member : null);
        }

        return text.ToString();
    }

    private static void Map(StringBuilder text, MapSpec map)
    {
        text.Append(CultureInfo.InvariantCulture, $"{map.Name} {map.Type} {map.KeySize} {map.ValueSize} {map.MaxEntries} {map.Flags} {map.Extra} {map.NumaNode} {map.Pinning} {map.BtfKeyTypeId} {map.BtfValueTypeId} {map.SectionName} {map.IsFrozen} {Convert.ToHexString(map.Contents.Span)}\n");
        text.AppendJoin('\n', map.Values);
        if (map.Inner is not null) Map(text, map.Inner);
    }
}
