namespace Nbpf.Linking;

/// <summary>
/// Whether what two files say of one symbol goes together (libbpf's rules for externs): modifiers and typedefs do not
/// matter, nor names of parameters, array sizes, encodings of integers and constants of enums. Structs and unions must have
/// the same members, but behind a pointer only the same name, and there a declaration will do. One object compares the types
/// of two files: what it has found to agree it does not look at again, and the first conflict is the end of linking.
/// </summary>
internal sealed class TypeAgreement
{
    private readonly Stack<(BtfType Left, BtfType Right, bool IsExact)> _pending = new();

    private readonly HashSet<(uint, uint, bool)> _met = [];

    /// <summary>Why the types disagree, as the end of a sentence; null when they agree.</summary>
    internal string? Conflict(BtfType left, BtfType right)
    {
        Push(left, right, isExact: true);
        while (_pending.TryPop(out (BtfType Left, BtfType Right, bool IsExact) pair))
        {
            if (Compare(pair.Left, pair.Right, pair.IsExact) is { } conflict) return conflict;
        }
        return null;
    }

    private void Push(BtfType left, BtfType right, bool isExact)
    {
        left = left.Owner.Resolve(left.Id);
        right = right.Owner.Resolve(right.Id);
        if (_met.Add((left.Id, right.Id, isExact))) _pending.Push((left, right, isExact));
    }

    private string? Compare(BtfType left, BtfType right, bool isExact)
    {
        if (!isExact && left.Kind == BtfKind.Fwd != (right.Kind == BtfKind.Fwd))
            return left.Kind == BtfKind.Fwd ? DeclarationConflict(left, right) : DeclarationConflict(right, left);
        if (left.Kind != right.Kind) return $"{Describe(left)} against {Describe(right)}";
        switch (left.Kind)
        {
            case BtfKind.Unkn:
                return null;
            case BtfKind.Fwd:
                return NameConflict(left, right);
            case BtfKind.Int or BtfKind.Float:
                return SizeConflict(left, right);
            case BtfKind.Enum or BtfKind.Enum64:
                return NameConflict(left, right) ?? SizeConflict(left, right);
            case BtfKind.Ptr:
                Push(left.Target, right.Target, isExact: false);
                return null;
            case BtfKind.Array:
                Push(left.Target, right.Target, isExact);
                return null;
            case BtfKind.Func or BtfKind.Var:
                if (NameConflict(left, right) is { } conflict) return conflict;
                if (left.Linkage == BtfLinkage.Static != (right.Linkage == BtfLinkage.Static)) return $"static against global {Describe(left)}";
                Push(left.Target, right.Target, isExact);
                return null;
            case BtfKind.Struct or BtfKind.Union:
                return NameConflict(left, right) ?? (isExact ? CompareMembers(left, right) : null);
            case BtfKind.FuncProto:
                return CompareParameters(left, right, isExact);
            default:
                return $"{Describe(left)} is no type of a symbol";
        }
    }

    private string? CompareMembers(BtfType left, BtfType right)
    {
        if (left.Count != right.Count) return $"{Describe(left)} with {left.Count} against {right.Count} members";
        for (int i = 0; i < left.Count; i++)
        {
            BtfMember first = left.Member(i), second = right.Member(i);
            if (first.Name != second.Name) return $"{Describe(left)}: member '{first.Name}' against '{second.Name}'";
            if (first.BitOffset != second.BitOffset || first.BitfieldSize != second.BitfieldSize)
                return $"{Describe(left)}: member '{first.Name}' at bit {first.BitOffset} against {second.BitOffset}";
        }
        for (int i = left.Count - 1; i >= 0; i--) Push(left.Owner[left.Member(i).TypeId], right.Owner[right.Member(i).TypeId], isExact: true);
        return null;
    }

    private string? CompareParameters(BtfType left, BtfType right, bool isExact)
    {
        if (left.Count != right.Count) return $"{left.Count} against {right.Count} parameters";
        Push(left.Target, right.Target, isExact);
        for (int i = left.Count - 1; i >= 0; i--) Push(left.Owner[left.Parameter(i).TypeId], right.Owner[right.Parameter(i).TypeId], isExact);
        return null;
    }

    private static string? DeclarationConflict(BtfType declaration, BtfType type)
    {
        BtfKind announced = declaration.KindFlag ? BtfKind.Union : BtfKind.Struct;
        return type.Kind == announced && declaration.Name == type.Name ? null : $"declaration of {announced} '{declaration.Name}' against {Describe(type)}";
    }

    private static string? NameConflict(BtfType left, BtfType right) => left.Name == right.Name ? null : $"{Describe(left)} against {Describe(right)}";

    private static string? SizeConflict(BtfType left, BtfType right) =>
        left.StatedSize == right.StatedSize ? null : $"{Describe(left)} of {left.StatedSize} against {Describe(right)} of {right.StatedSize} bytes";

    private static string Describe(BtfType type) => type.IsVoid ? "void" : type.NameOffset == 0 ? $"a nameless {type.Kind}" : $"{type.Kind} '{type.Name}'";
}
