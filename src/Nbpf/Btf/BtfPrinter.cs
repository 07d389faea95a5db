using System.Text;

namespace Nbpf;

/// <summary>
/// Prints types in one line of C as bpftool does: no body, and in bpftool's own word order and spacing
/// (<c>struct xdp_md * ctx</c>), so that dumps compare line by line.
/// </summary>
public static class BtfPrinter
{
    /// <summary>Bytes bpftool has for a function's signature, the NUL included; a longer one is left out of its dump.</summary>
    public const int SignatureCapacity = 1024;

    private const int MaxDepth = 128;

    /// <summary>The prototype of a function as bpftool prints it before the function in <c>prog dump xlated</c>, without the colon.</summary>
    /// <param name="btf">The types.</param>
    /// <param name="functionId">Id of a FUNC.</param>
    /// <returns>For example <c>int handle(struct xdp_md * ctx)</c>; empty where bpftool prints none.</returns>
    public static string Prototype(Btf btf, uint functionId) => TypeName(btf, functionId);

    /// <summary>Any type in one line.</summary>
    /// <param name="btf">The types.</param>
    /// <param name="typeId">The type.</param>
    /// <param name="capacity">Bytes the text may take, a final NUL included.</param>
    /// <returns>The text, with bpftool's trailing space; empty when it does not fit or the kind has no such form.</returns>
    public static string TypeName(Btf btf, uint typeId, int capacity = SignatureCapacity)
    {
        ArgumentNullException.ThrowIfNull(btf);
        var text = new StringBuilder();
        return AppendType(text, btf[typeId], capacity, 0) && text.Length < capacity ? text.ToString() : "";
    }

    private static bool AppendType(StringBuilder text, BtfType type, int capacity, int depth)
    {
        // Prototypes may refer to themselves through pointers; the depth and the capacity end what never would.
        if (depth > MaxDepth || text.Length >= capacity) return false;
        switch (type.Kind)
        {
            case BtfKind.Unkn:
                text.Append("void ");
                return true;
            case BtfKind.Int or BtfKind.Typedef or BtfKind.Float:
                text.Append(type.Name).Append(' ');
                return true;
            case BtfKind.Struct:
                text.Append("struct ").Append(type.Name).Append(' ');
                return true;
            case BtfKind.Union:
                text.Append("union ").Append(type.Name).Append(' ');
                return true;
            case BtfKind.Enum or BtfKind.Enum64:
                text.Append("enum ").Append(type.Name).Append(' ');
                return true;
            case BtfKind.Fwd:
                text.Append(type.KindFlag ? "union " : "struct ").Append(type.Name).Append(' ');
                return true;
            case BtfKind.Array:
                if (!AppendType(text, type.Target, capacity, depth + 1)) return false;
                text.Append('[').Append((int)type.Array.Count).Append(']');
                return true;
            case BtfKind.Ptr:
                if (!AppendType(text, type.Target, capacity, depth + 1)) return false;
                text.Append("* ");
                return true;
            case BtfKind.Volatile:
                text.Append("volatile ");
                return AppendType(text, type.Target, capacity, depth + 1);
            case BtfKind.Const:
                text.Append("const ");
                return AppendType(text, type.Target, capacity, depth + 1);
            case BtfKind.Restrict:
                text.Append("restrict ");
                return AppendType(text, type.Target, capacity, depth + 1);
            case BtfKind.FuncProto:
                return AppendFunction(text, type, "", capacity, depth);
            case BtfKind.Func:
                return AppendFunction(text, type.Target, type.Name, capacity, depth);
            case BtfKind.Var:
                if (type.Linkage == BtfLinkage.Static) text.Append("static ");
                if (!AppendType(text, type.Target, capacity, depth + 1)) return false;
                text.Append(' ').Append(type.Name);
                return true;
            case BtfKind.Datasec:
                text.Append("section (\"").Append(type.Name).Append("\") ");
                return true;
            default:
                return false;
        }
    }

    private static bool AppendFunction(StringBuilder text, BtfType prototype, string name, int capacity, int depth)
    {
        if (!AppendType(text, prototype.Target, capacity, depth + 1)) return false;
        text.Append(name).Append('(');
        for (int i = 0; i < prototype.Count; i++)
        {
            if (i > 0) text.Append(", ");
            BtfParameter parameter = prototype.Parameter(i);
            if (parameter.TypeId == 0)
            {
                text.Append("...");
                continue;
            }
            if (!AppendType(text, prototype.Owner[parameter.TypeId], capacity, depth + 1)) return false;
            if (parameter.Name.Length > 0) text.Append(parameter.Name);
            else if (text[^1] == ' ') text.Length--;
        }
        text.Append(')');
        return text.Length < capacity;
    }
}
