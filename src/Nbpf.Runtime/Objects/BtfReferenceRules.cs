using Nbpf.Syscall;

namespace Nbpf.Runtime.Objects;

/// <summary>What the kernel demands of the types that a type refers to (the resolve of each kind, kernel/bpf/btf.c, Linux 6.18).</summary>
/// <param name="types">The types, each of which passed <see cref="BtfTypeRules"/>.</param>
internal sealed class BtfReferenceRules(Btf types)
{
    private const int LongestChain = 32;

    private readonly BtfSizes sizes = new(types);
    private readonly HashSet<uint> named = [];

    /// <summary>Why a type is refused, or null.</summary>
    public BtfRefusal? Check(BtfType type) => type.Kind switch
    {
        BtfKind.Ptr or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag =>
            IsReferable(type.TargetId) ? CheckTags(type) : BtfRefusal.Of(type, "Invalid type_id"),
        BtfKind.Var => HasSize(type.TargetId) ? null : BtfRefusal.Of(type, "Invalid type_id"),
        BtfKind.Array => CheckArray(type),
        BtfKind.Struct or BtfKind.Union => CheckMembers(type),
        BtfKind.FuncProto => CheckPrototype(type),
        BtfKind.Func => CheckArgumentNames(type),
        BtfKind.Datasec => CheckSection(type),
        _ => null,
    };

    // Of a type without a size something may be said as long as it is one of these.
    private bool IsReferable(uint id) => HasSize(id) || types.Resolve(id) is { IsVoid: true } or { Kind: BtfKind.Fwd or BtfKind.FuncProto };

    private bool HasSize(uint id) => sizes.TryGet(id, out _) && types.Resolve(id).Kind is not (BtfKind.Var or BtfKind.Datasec or BtfKind.DeclTag);

    // Type tags come before all modifiers (btf_check_type_tags).
    private static BtfRefusal? CheckTags(BtfType type)
    {
        bool isInTags = type.Kind == BtfKind.TypeTag;
        int length = 0;
        for (BtfType next = type; next.IsModifier || next.Kind == BtfKind.Typedef; next = next.Target)
        {
            if (length++ == LongestChain)
                return new BtfRefusal(Errno.ELOOP, "Max chain length or cycle detected");
            if (next.Kind == BtfKind.TypeTag && !isInTags)
                return BtfRefusal.Of(type, "Type tags don't precede modifiers");
            isInTags &= next.Kind == BtfKind.TypeTag;
        }

        return null;
    }

    private BtfRefusal? CheckArray(BtfType type)
    {
        BtfArrayShape shape = type.Array;
        if (!HasSize(shape.IndexTypeId) || types.Resolve(shape.IndexTypeId) is not { Kind: BtfKind.Int } index || !IsRegular(index))
            return BtfRefusal.Of(type, "Invalid index");
        if (!HasSize(shape.ElementTypeId))
            return BtfRefusal.Of(type, "Invalid elem");
        if (types.Resolve(shape.ElementTypeId) is { Kind: BtfKind.Int } element && !IsRegular(element))
            return BtfRefusal.Of(type, "Invalid array of int");
        return sizes.TryGet(type.Id, out _) ? null : BtfRefusal.Of(type, "Array size overflows U32_MAX");
    }

    // An integer of whole bytes, as C has them.
    private static bool IsRegular(BtfType integer) => integer.Integer is { BitOffset: 0, Bits: 8 or 16 or 32 or 64 or 128 };

    private BtfRefusal? CheckMembers(BtfType type)
    {
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = type.Member(i);
            if (!HasSize(member.TypeId))
                return BtfRefusal.Of(type, "Invalid member");
            if (WhyNoMember(type, member) is { } reason)
                return BtfRefusal.Of(type, reason);
        }

        return null;
    }

    private string? WhyNoMember(BtfType type, BtfMember member)
    {
        BtfType of = types.Resolve(member.TypeId);
        if (of.Kind == BtfKind.Int)
            return WhyNoInteger(type, member, of);
        if (of.IsEnum && type.KindFlag)
            return WhyNoEnumBits(type, member);
        if (member.BitfieldSize != 0)
            return "Invalid member bitfield_size";
        sizes.TryGet(member.TypeId, out uint size);
        if (of.Kind == BtfKind.Float)
            return WhyNoFloat(type, member, size);
        if (member.BitOffset % 8 != 0)
            return "Member is not byte aligned";
        return Exceeds(type, member.BitOffset / 8, size);
    }

    private static string? WhyNoInteger(BtfType type, BtfMember member, BtfType integer)
    {
        BtfIntegerShape shape = integer.Integer;
        ulong first = member.BitOffset;
        uint bits = shape.Bits;
        if (!type.KindFlag)
        {
            first += shape.BitOffset;
            if (first > uint.MaxValue)
                return "bits_offset exceeds U32_MAX";
        }
        else if (!IsRegular(integer))
            return "Invalid member base type";
        else if (member.BitfieldSize == 0 && first % 8 != 0)
            return "Invalid member offset";
        else if (member.BitfieldSize > bits)
            return "Invalid member bitfield_size";
        else if (member.BitfieldSize != 0)
            bits = member.BitfieldSize;
        uint copied = bits + (uint)(first % 8);
        return copied > 128 ? "nr_copy_bits exceeds 128" : Exceeds(type, (uint)(first / 8), (copied + 7) / 8);
    }

    private static string? WhyNoEnumBits(BtfType type, BtfMember member)
    {
        const uint IntBits = 32;
        uint bits = member.BitfieldSize;
        if (bits == 0 && member.BitOffset % 8 != 0)
            return "Member is not byte aligned";
        if (bits > IntBits)
            return "Invalid member bitfield_size";
        return Exceeds(type, 0, (member.BitOffset + (bits == 0 ? IntBits : bits) + 7) / 8);
    }

    private static string? WhyNoFloat(BtfType type, BtfMember member, uint size) => member.BitOffset % (Math.Min(size, sizeof(ulong)) * 8) != 0
        ? "Member is not properly aligned"
        : Exceeds(type, member.BitOffset / 8, size);

    private static string? Exceeds(BtfType type, uint offset, uint size) => (ulong)offset + size > type.StatedSize ? "Member exceeds struct_size" : null;

    private BtfRefusal? CheckPrototype(BtfType type)
    {
        if (type.TargetId != 0 && !HasSize(type.TargetId))
            return BtfRefusal.Of(type, "Invalid return type");
        for (int i = 0; i < type.Count; i++)
        {
            uint name = type.ParameterNameOffset(i), parameter = type.ParameterTypeId(i);
            bool isRest = i == type.Count - 1 && parameter == 0;
            bool isValid = isRest ? name == 0 : HasSize(parameter) && (name == 0 || BtfNames.IsIdentifier(types.StringBytesAt(name)));
            if (!isValid)
                return BtfRefusal.Of(type, $"Invalid arg#{i + 1}");
        }

        return null;
    }

    // btf_func_check: clang leaves out the names of arguments that a naked function has no use for. Functions may share a prototype, which is looked at once.
    private BtfRefusal? CheckArgumentNames(BtfType function)
    {
        BtfType prototype = function.Target;
        if (!named.Add(prototype.Id))
            return null;
        for (int i = 0; i < prototype.Count; i++)
        {
            if (prototype.Parameter(i) is { Name: "", TypeId: not 0 })
                return BtfRefusal.Of(function, $"Invalid arg#{i + 1}");
        }

        return null;
    }

    private BtfRefusal? CheckSection(BtfType type)
    {
        for (int i = 0; i < type.Count; i++)
        {
            BtfSectionVariable variable = type.SectionVariable(i);
            if (types[variable.TypeId].Kind != BtfKind.Var)
                return BtfRefusal.Of(type, "Not a VAR kind member");
            if (!sizes.TryGet(variable.TypeId, out uint size))
                return BtfRefusal.Of(type, "Invalid type_id");
            if (variable.Size < size)
                return BtfRefusal.Of(type, "Invalid size");
        }

        return null;
    }
}
