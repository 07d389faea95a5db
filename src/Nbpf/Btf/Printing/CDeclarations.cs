using System.Text;

namespace Nbpf;

/// <summary>
/// Prints types where C has them in one piece: definitions with their members, and declarators, in which a type reads from
/// the name outwards (<c>const int *const (*name)[10]</c>).
/// </summary>
internal sealed class CDeclarations(Btf btf, StringBuilder text, CPrintingBounds bounds)
{
    private const int MaxIndent = 13;

    private readonly CNames _names = new(btf);
    private readonly CLayout _layout = new(btf, bounds);

    /// <summary>The name of a type in the space of tags.</summary>
    internal string NameOf(BtfType type) => _names.Tag(type);

    /// <summary>Prints <c>struct name</c> or <c>union name</c>.</summary>
    internal void Declare(BtfType type)
    {
        bool isUnion = type.Kind == BtfKind.Fwd ? type.KindFlag : type.Kind == BtfKind.Union;
        text.Append(isUnion ? "union" : "struct");
        if (type.NameOffset != 0) text.Append(' ').Append(_names.Tag(type));
    }

    /// <summary>Prints a struct or union with its members.</summary>
    internal void DefineComposite(BtfType type, int level)
    {
        bool isStruct = type.Kind == BtfKind.Struct;
        int alignment = _layout.AlignmentOf(type.Id);
        bool isPacked = isStruct && _layout.IsPacked(type);
        Declare(type);
        text.Append(" {");
        var padding = new CPadding(text, bounds, type.Id, level + 1);
        long end = 0;
        bool wasBitfield = false;
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = type.Member(i);
            padding.Fill(end, member.BitOffset, isPacked ? 1 : _layout.AlignmentOf(member.TypeId), wasBitfield && member.IsBitfield);
            NewLine(level + 1);
            DeclareVariable(member.TypeId, member.Name, level + 1);
            if (member.IsBitfield) text.Append(": ").Append(member.BitfieldSize);
            text.Append(';');
            wasBitfield = member.IsBitfield;
            end = member.BitOffset + (wasBitfield ? member.BitfieldSize : btf.TryGetSize(member.TypeId, out uint size) ? 8L * size : 0);
        }
        if (isStruct) padding.Fill(end, 8L * type.StatedSize, alignment, isInBitfield: false);
        if (type.Count > 0 || type.StatedSize > 0) NewLine(level);
        text.Append('}');
        if (isPacked) text.Append(" __attribute__((packed))");
    }

    /// <summary>Prints an enum with its constants.</summary>
    internal void DefineEnum(BtfType type, int level)
    {
        text.Append("enum");
        if (type.NameOffset != 0) text.Append(' ').Append(_names.Tag(type));
        if (type.Count == 0) return;
        text.Append(" {");
        bool isWide = false;
        for (int i = 0; i < type.Count; i++)
        {
            BtfEnumerator enumerator = type.Enumerator(i);
            NewLine(level + 1);
            text.Append(_names.Constant(enumerator.Name)).Append(" = ");
            if (type.Kind == BtfKind.Enum) text.Append(enumerator.Value);
            else if (type.KindFlag) text.Append(enumerator.Value).Append("LL");
            else text.Append((ulong)enumerator.Value).Append("ULL");
            text.Append(',');
            isWide |= type.Kind == BtfKind.Enum64 && (ulong)enumerator.Value >> 32 != 0;
        }
        NewLine(level);
        text.Append('}');
        if (type.StatedSize == 1) text.Append(" __attribute__((mode(byte)))");
        else if (type.StatedSize == 8 && !isWide) text.Append(" __attribute__((mode(word)))");
    }

    /// <summary>Prints a typedef.</summary>
    internal void DefineTypedef(BtfType type)
    {
        string name = _names.Identifier(type);
        text.Append("typedef ");
        // Old GCC describes it as void.
        if (type.TargetId == 0 && name == "__gnuc_va_list") text.Append("__builtin_va_list __gnuc_va_list");
        else DeclareVariable(type.TargetId, name, level: 0);
    }

    /// <summary>Prints a variable, member or parameter: its type around its name.</summary>
    private void DeclareVariable(uint id, string name, int level)
    {
        // From the name outwards: pointers, arrays, prototypes and modifiers down to a type that has a name or a body.
        var chain = new Stack<BtfType>();
        while (true)
        {
            bounds.Enter(id);
            BtfType type = btf[id];
            chain.Push(type);
            if (type.Kind is not (BtfKind.Ptr or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.FuncProto or BtfKind.TypeTag or BtfKind.Array)) break;
            id = type.TargetId;
        }
        AppendChain(chain, name, level);
    }

    private void AppendChain(Stack<BtfType> chain, string name, int level)
    {
        // A pointer's asterisk stands apart from the type before it, but not from another pointer's.
        bool wasPointer = true;
        while (chain.TryPop(out BtfType type))
        {
            switch (type.Kind)
            {
                case BtfKind.Ptr:
                    text.Append(wasPointer ? "*" : " *");
                    break;
                case BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict:
                    text.Append(' ').Append(Modifier(type.Kind));
                    break;
                case BtfKind.TypeTag:
                    AppendModifiers(chain);
                    text.Append(" __attribute__((btf_type_tag(\"").Append(OneLine.Of(type.Name)).Append("\")))");
                    break;
                case BtfKind.Array:
                    AppendArray(type, chain, name, level, wasPointer);
                    return;
                case BtfKind.FuncProto:
                    AppendPrototype(type, chain, name, level, wasPointer);
                    return;
                default:
                    AppendModifiers(chain);
                    AppendInnermost(type, level);
                    break;
            }
            wasPointer = type.Kind == BtfKind.Ptr;
        }
        AppendName(name, wasPointer);
    }

    private void AppendInnermost(BtfType type, int level)
    {
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union when type.NameOffset == 0:
                DefineComposite(type, level);
                break;
            case BtfKind.Struct or BtfKind.Union or BtfKind.Fwd:
                Declare(type);
                break;
            case BtfKind.Enum or BtfKind.Enum64 when type.NameOffset == 0:
                DefineEnum(type, level);
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                text.Append("enum ").Append(_names.Tag(type));
                break;
            case BtfKind.Typedef:
                text.Append(_names.Identifier(type));
                break;
            default:
                text.Append(type.IsVoid ? "void" : OneLine.Of(type.Name));
                break;
        }
    }

    // Modifiers of an array or function are those of its elements or result, which have them already.
    private void AppendArray(BtfType type, Stack<BtfType> chain, string name, int level, bool wasPointer)
    {
        DropModifiers(chain);
        if (chain.Count == 0)
        {
            AppendName(name, wasPointer);
        }
        else
        {
            bool isInner = chain.Peek().Kind == BtfKind.Array;
            if (name.Length > 0 && !wasPointer) text.Append(' ');
            if (!isInner) text.Append('(');
            AppendChain(chain, name, level);
            if (!isInner) text.Append(')');
        }
        text.Append('[').Append(type.Array.Count).Append(']');
    }

    private void AppendPrototype(BtfType type, Stack<BtfType> chain, string name, int level, bool wasPointer)
    {
        DropModifiers(chain);
        if (chain.Count > 0)
        {
            text.Append(" (");
            AppendChain(chain, name, level);
            text.Append(')');
        }
        else
        {
            AppendName(name, wasPointer);
        }
        text.Append('(');
        if (type.Count == 0 || (type.Count == 1 && type.Parameter(0).TypeId == 0)) text.Append("void");
        else
        {
            for (int i = 0; i < type.Count; i++)
            {
                BtfParameter parameter = type.Parameter(i);
                if (i > 0) text.Append(", ");
                if (i == type.Count - 1 && parameter.TypeId == 0) text.Append("...");
                else DeclareVariable(parameter.TypeId, parameter.Name, level);
            }
        }
        text.Append(')');
    }

    private void AppendModifiers(Stack<BtfType> chain)
    {
        while (chain.TryPeek(out BtfType type) && type.Kind is BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict)
            text.Append(Modifier(chain.Pop().Kind)).Append(' ');
    }

    private static void DropModifiers(Stack<BtfType> chain)
    {
        while (chain.TryPeek(out BtfType type) && type.IsModifier) chain.Pop();
    }

    private void AppendName(string name, bool wasPointer)
    {
        if (name.Length > 0 && !wasPointer) text.Append(' ');
        text.Append(OneLine.Of(name));
    }

    private void NewLine(int level) => text.Append('\n').Append('\t', Math.Min(level, MaxIndent));

    private static string Modifier(BtfKind kind) => kind switch
    {
        BtfKind.Volatile => "volatile",
        BtfKind.Const => "const",
        _ => "restrict",
    };
}
