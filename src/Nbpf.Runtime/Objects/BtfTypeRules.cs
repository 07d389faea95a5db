namespace Nbpf.Runtime.Objects;

/// <summary>What the kernel demands of each type by itself, beyond what every reader of BTF must (the check_meta of each kind, kernel/bpf/btf.c, Linux 6.18).</summary>
internal static class BtfTypeRules
{
    /// <summary>Why a type is refused, or null.</summary>
    public static BtfRefusal? Check(BtfType type) => CheckName(type) ?? CheckFlag(type) ?? type.Kind switch
    {
        BtfKind.Struct or BtfKind.Union => CheckMembers(type),
        BtfKind.Enum or BtfKind.Enum64 => CheckConstants(type),
        BtfKind.Func when type.Count > (int)BtfLinkage.Global => BtfRefusal.Of(type, "Invalid func linkage"),
        BtfKind.Var when type.TargetId == 0 => BtfRefusal.Of(type, "Invalid type_id"),
        BtfKind.Var when type.Linkage is not (BtfLinkage.Static or BtfLinkage.Global) => BtfRefusal.Of(type, "Linkage not supported"),
        BtfKind.Fwd when type.SizeOrType != 0 => BtfRefusal.Of(type, "type != 0"),
        BtfKind.Array when type.SizeOrType != 0 => BtfRefusal.Of(type, "size != 0"),
        BtfKind.Array when type.Array.ElementTypeId == 0 => BtfRefusal.Of(type, "Invalid elem"),
        BtfKind.Array when type.Array.IndexTypeId == 0 => BtfRefusal.Of(type, "Invalid index"),
        BtfKind.Datasec => CheckSection(type),
        _ => null,
    };

    private static BtfRefusal? CheckName(BtfType type)
    {
        ReadOnlySpan<byte> name = type.NameBytes;
        bool isValid = type.Kind switch
        {
            BtfKind.Ptr or BtfKind.Array or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.FuncProto => type.NameOffset == 0,
            BtfKind.Typedef or BtfKind.Fwd or BtfKind.Func or BtfKind.Var => BtfNames.IsIdentifier(name),
            BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 => type.NameOffset == 0 || BtfNames.IsIdentifier(name),
            BtfKind.Datasec => BtfNames.IsSection(name),
            BtfKind.TypeTag or BtfKind.DeclTag => !name.IsEmpty,
            _ => true,
        };
        return isValid ? null : BtfRefusal.Of(type, type.Kind is BtfKind.TypeTag or BtfKind.DeclTag ? "Invalid value" : "Invalid name");
    }

    // Only these kinds have a use for the flag.
    private static BtfRefusal? CheckFlag(BtfType type) => type.KindFlag
        && type.Kind is not (BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Fwd or BtfKind.TypeTag or BtfKind.DeclTag)
            ? BtfRefusal.Of(type, "Invalid btf_info kind_flag")
            : null;

    private static BtfRefusal? CheckConstants(BtfType type)
    {
        for (int i = 0; i < type.Count; i++)
        {
            if (!BtfNames.IsIdentifier(type.Owner.StringBytesAt(type.EnumeratorNameOffset(i))))
                return BtfRefusal.Of(type, "Invalid name");
        }

        return null;
    }

    private static BtfRefusal? CheckMembers(BtfType type)
    {
        for (int i = 0; i < type.Count; i++)
        {
            uint name = type.MemberNameOffset(i);
            if (name != 0 && !BtfNames.IsIdentifier(type.Owner.StringBytesAt(name)))
                return BtfRefusal.Of(type, "Invalid name");
            if (type.MemberTypeId(i) == 0)
                return BtfRefusal.Of(type, "Invalid type_id");
        }

        return null;
    }

    private static BtfRefusal? CheckSection(BtfType type)
    {
        ulong end = 0, sum = 0;
        if (type.StatedSize == 0)
            return BtfRefusal.Of(type, "Invalid size");
        for (int i = 0; i < type.Count; i++)
        {
            BtfSectionVariable variable = type.SectionVariable(i);
            if (variable.TypeId == 0)
                return BtfRefusal.Of(type, "Invalid type_id");
            if (variable.Offset < end || variable.Offset >= type.StatedSize)
                return BtfRefusal.Of(type, "Invalid offset");
            if (variable.Size == 0 || variable.Size > type.StatedSize)
                return BtfRefusal.Of(type, "Invalid size");
            end = (ulong)variable.Offset + variable.Size;
            sum += variable.Size;
            if (end > type.StatedSize)
                return BtfRefusal.Of(type, "Invalid offset+size");
        }

        return sum > type.StatedSize ? BtfRefusal.Of(type, "Invalid btf_info size") : null;
    }
}
