using Nbpf.Syscall;

namespace Nbpf.CoRe;

/// <summary>What a relocation's answer is on one side, the object's or the target's.</summary>
/// <param name="Value">The answer.</param>
/// <param name="IsMissing">True when there is none: the instruction must not be reached.</param>
/// <param name="IsCertain">False where clang may have computed another value for the same field: bitfields, and ids that linking changes.</param>
/// <param name="AccessSize">For a byte offset of a field that is no bitfield, how many bytes a load of it takes; else 0.</param>
/// <param name="AccessTypeId">The type of what is loaded.</param>
internal readonly record struct CoreValue(ulong Value, bool IsMissing = false, bool IsCertain = true, uint AccessSize = 0, uint AccessTypeId = 0)
{
    private static readonly CoreValue Missing = new(0, IsMissing: true);

    /// <summary>Computes the answer.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="path">Of what; null when the target does not have it.</param>
    /// <exception cref="CoreFaultException">There is no answer.</exception>
    internal static CoreValue Of(CoreRelocationKind kind, CorePath? path) => kind switch
    {
        CoreRelocationKind.FieldExists or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeMatches or CoreRelocationKind.EnumvalExists =>
            new CoreValue(path is null ? 0u : 1),
        CoreRelocationKind.TypeIdLocal or CoreRelocationKind.TypeIdTarget => new CoreValue(path?.RootTypeId ?? 0, IsCertain: path is null),
        CoreRelocationKind.TypeSize => new CoreValue(path is null ? 0 : CorePath.SizeOf(path.Types, path.RootTypeId)),
        _ when path is null => Missing,
        CoreRelocationKind.EnumvalValue => new CoreValue(Enumerator(path)),
        _ => path.Points[^1].IsElement ? OfElement(kind, path) : OfMember(kind, path),
    };

    // The value of a 32-bit enum is signed to libbpf, whatever the enum says.
    private static ulong Enumerator(CorePath path)
    {
        CorePathPoint point = path.Points[0];
        BtfType type = path.Types[point.TypeId];
        long value = type.Enumerator(point.Index).Value;
        return (ulong)(type.Kind == BtfKind.Enum ? (int)value : value);
    }

    private static CoreValue OfElement(CoreRelocationKind kind, CorePath path)
    {
        uint typeId = path.Points[^1].TypeId;
        return kind switch
        {
            CoreRelocationKind.FieldByteOffset => new CoreValue(path.BitOffset / 8, AccessSize: AccessSizeOf(path.Types, typeId), AccessTypeId: typeId),
            CoreRelocationKind.FieldByteSize => new CoreValue(CorePath.SizeOf(path.Types, typeId)),
            _ => throw new CoreFaultException(Errno.EINVAL, $"{kind.Text()} is not for elements of arrays"),
        };
    }

    private static CoreValue OfMember(CoreRelocationKind kind, CorePath path)
    {
        CorePathPoint point = path.Points[^1];
        BtfType owner = path.Types[point.TypeId];
        BtfType type = path.Types.Resolve(owner.MemberTypeId(point.Index));
        uint bitSize = owner.MemberBitfieldSize(point.Index);
        bool isBitfield = bitSize > 0;
        (uint byteOffset, uint byteSize) = isBitfield ? StorageOf(type, path.BitOffset, bitSize) : (path.BitOffset / 8, CorePath.SizeOf(path.Types, type.Id));
        if (!isBitfield) bitSize = unchecked(byteSize * 8);
        return kind switch
        {
            CoreRelocationKind.FieldByteOffset when isBitfield => new CoreValue(byteOffset, IsCertain: false),
            CoreRelocationKind.FieldByteOffset => new CoreValue(byteOffset, AccessSize: AccessSizeOf(path.Types, type.Id), AccessTypeId: type.Id),
            CoreRelocationKind.FieldByteSize => new CoreValue(byteSize, IsCertain: !isBitfield),
            CoreRelocationKind.FieldSigned => new CoreValue(IsSigned(type) ? 1u : 0),
            // Shifted left by this, the field's highest bit is bit 63; then right by the other, its lowest is bit 0.
            CoreRelocationKind.FieldLshiftU64 => new CoreValue(unchecked(64 - (path.BitOffset + bitSize - (byteOffset * 8))), IsCertain: !isBitfield),
            CoreRelocationKind.FieldRshiftU64 => new CoreValue(unchecked(64 - bitSize)),
            _ => throw new CoreFaultException(Errno.EINVAL, $"{kind.Text()} is not for fields"),
        };
    }

    /// <summary>The smallest aligned integer, from the declared type's size on, that holds a bitfield whole.</summary>
    private static (uint ByteOffset, uint ByteSize) StorageOf(BtfType type, uint bitOffset, uint bitSize)
    {
        uint byteSize = type.StatedSize;
        if (!(type.Kind == BtfKind.Int || type.IsEnum) || byteSize == 0) throw new CoreFaultException(Errno.EINVAL, $"a bitfield of {CorePathText.Describe(type)}");
        while (true)
        {
            uint byteOffset = bitOffset / 8 / byteSize * byteSize;
            if (bitOffset + bitSize - (byteOffset * 8) <= byteSize * 8) return (byteOffset, byteSize);
            if (byteSize >= 8) throw new CoreFaultException(Errno.E2BIG, "no load of 64 bits holds the bitfield");
            byteSize *= 2;
        }
    }

    // Of an array, one element is loaded at a time (libbpf 1.6; earlier ones compare whole arrays).
    private static uint AccessSizeOf(Btf types, uint typeId)
    {
        BtfType type = types.Resolve(typeId);
        while (type.Kind == BtfKind.Array) type = types.Resolve(type.Array.ElementTypeId);
        return CorePath.SizeOf(types, type.Id);
    }

    private static bool IsSigned(BtfType type) => type.Kind switch
    {
        BtfKind.Int => type.Integer.Encoding.HasFlag(BtfIntegerEncoding.Signed),
        BtfKind.Enum or BtfKind.Enum64 => type.KindFlag,
        _ => false,
    };
}
