using System.Globalization;
using System.Text;

namespace Nbpf;

/// <summary>
/// Prints types one by one with their ids, as <c>bpftool btf dump … format raw</c> does, to the letter; but for characters that end a line or
/// steer a terminal: in names they are written as numbers.
/// </summary>
public static class BtfRawText
{
    private const int FlushAt = 1 << 16;

    /// <summary>Prints all types.</summary>
    /// <param name="btf">The types.</param>
    /// <param name="output">Where to write; lines end in LF.</param>
    public static void Write(Btf btf, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(btf);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder();
        foreach (BtfType type in btf.Types)
        {
            Append(text, type);
            if (text.Length < FlushAt) continue;
            output.Write(text);
            text.Clear();
        }
        output.Write(text);
    }

    private static void Append(StringBuilder text, BtfType type)
    {
        text.Append(CultureInfo.InvariantCulture, $"[{type.Id}] {KindName(type.Kind)} '{NameOf(type.Name)}'");
        switch (type.Kind)
        {
            case BtfKind.Int:
                text.Append(CultureInfo.InvariantCulture, $" size={type.StatedSize} bits_offset={type.Integer.BitOffset} nr_bits={type.Integer.Bits} encoding={EncodingName(type.Integer.Encoding)}");
                break;
            case BtfKind.Ptr or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.Typedef or BtfKind.TypeTag:
                text.Append(CultureInfo.InvariantCulture, $" type_id={type.TargetId}");
                break;
            case BtfKind.Array:
                text.Append(CultureInfo.InvariantCulture, $" type_id={type.Array.ElementTypeId} index_type_id={type.Array.IndexTypeId} nr_elems={type.Array.Count}");
                break;
            case BtfKind.Struct or BtfKind.Union:
                text.Append(CultureInfo.InvariantCulture, $" size={type.StatedSize} vlen={type.Count}");
                for (int i = 0; i < type.Count; i++) AppendMember(text, type.Member(i));
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                text.Append(CultureInfo.InvariantCulture, $" encoding={(type.KindFlag ? "SIGNED" : "UNSIGNED")} size={type.StatedSize} vlen={type.Count}");
                for (int i = 0; i < type.Count; i++) AppendEnumerator(text, type, type.Enumerator(i));
                break;
            case BtfKind.Fwd:
                text.Append(type.KindFlag ? " fwd_kind=union" : " fwd_kind=struct");
                break;
            case BtfKind.Func:
                text.Append(CultureInfo.InvariantCulture, $" type_id={type.TargetId} linkage={LinkageName(type.Linkage)}");
                break;
            case BtfKind.FuncProto:
                text.Append(CultureInfo.InvariantCulture, $" ret_type_id={type.TargetId} vlen={type.Count}");
                for (int i = 0; i < type.Count; i++) text.Append(CultureInfo.InvariantCulture, $"\n\t'{NameOf(type.Parameter(i).Name)}' type_id={type.Parameter(i).TypeId}");
                break;
            case BtfKind.Var:
                text.Append(CultureInfo.InvariantCulture, $" type_id={type.TargetId}, linkage={LinkageName(type.Linkage)}");
                break;
            case BtfKind.Datasec:
                text.Append(CultureInfo.InvariantCulture, $" size={type.StatedSize} vlen={type.Count}");
                for (int i = 0; i < type.Count; i++) AppendVariable(text, type.Owner, type.SectionVariable(i));
                break;
            case BtfKind.Float:
                text.Append(CultureInfo.InvariantCulture, $" size={type.StatedSize}");
                break;
            case BtfKind.DeclTag:
                text.Append(CultureInfo.InvariantCulture, $" type_id={type.TargetId} component_idx={type.ComponentIndex}");
                break;
        }
        text.Append('\n');
    }

    private static void AppendMember(StringBuilder text, BtfMember member)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n\t'{NameOf(member.Name)}' type_id={member.TypeId} bits_offset={member.BitOffset}");
        if (member.IsBitfield) text.Append(CultureInfo.InvariantCulture, $" bitfield_size={member.BitfieldSize}");
    }

    private static void AppendEnumerator(StringBuilder text, BtfType type, BtfEnumerator enumerator)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n\t'{NameOf(enumerator.Name)}' val=");
        if (type.Kind == BtfKind.Enum) text.Append(enumerator.Value);
        else if (type.KindFlag) text.Append(enumerator.Value).Append("LL");
        else text.Append((ulong)enumerator.Value).Append("ULL");
    }

    private static void AppendVariable(StringBuilder text, Btf btf, BtfSectionVariable place)
    {
        BtfType variable = btf[place.TypeId];
        text.Append(CultureInfo.InvariantCulture, $"\n\ttype_id={place.TypeId} offset={place.Offset} size={place.Size} ({KindName(variable.Kind)} '{NameOf(variable.Name)}')");
    }

    private static string NameOf(string name) => name.Length == 0 ? "(anon)" : OneLine.Of(name);

    private static string KindName(BtfKind kind) => kind switch
    {
        BtfKind.FuncProto => "FUNC_PROTO",
        BtfKind.DeclTag => "DECL_TAG",
        BtfKind.TypeTag => "TYPE_TAG",
        _ => kind.ToString().ToUpperInvariant(),
    };

    private static string EncodingName(BtfIntegerEncoding encoding) => encoding switch
    {
        BtfIntegerEncoding.None => "(none)",
        BtfIntegerEncoding.Signed => "SIGNED",
        BtfIntegerEncoding.Char => "CHAR",
        BtfIntegerEncoding.Bool => "BOOL",
        _ => "UNKN",
    };

    private static string LinkageName(BtfLinkage linkage) => linkage switch
    {
        BtfLinkage.Static => "static",
        BtfLinkage.Global => "global",
        BtfLinkage.Extern => "extern",
        _ => "(unknown)",
    };
}
