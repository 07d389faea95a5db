using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Nbpf;

/// <summary>
/// A type of a <see cref="Btf"/> object: a view that decodes on demand and holds no copy. Layout of its first 12 bytes
/// (struct btf_type, include/uapi/linux/btf.h):
/// <code>
///  0          4                                  8               12
/// | name_off | vlen:16, -:8, kind:5, -:2, kflag:1 | size or type |
/// </code>
/// </summary>
public readonly struct BtfType : IEquatable<BtfType>
{
    private readonly Btf _owner;
    private readonly int _offset;

    internal BtfType(Btf owner, uint id, int offset)
    {
        _owner = owner;
        Id = id;
        _offset = offset;
    }

    /// <summary>The type's id; 0 is void.</summary>
    public uint Id { get; }

    /// <summary>The object the type belongs to.</summary>
    public Btf Owner => _owner;

    /// <summary>True for type 0, void.</summary>
    public bool IsVoid => Id == 0;

    /// <summary>The kind; <see cref="BtfKind.Unkn"/> for void.</summary>
    public BtfKind Kind => IsVoid ? BtfKind.Unkn : (BtfKind)((Info >> 24) & 0x1f);

    /// <summary>The name, empty where there is none.</summary>
    public string Name => IsVoid ? "" : _owner.StringAt(NameOffset);

    /// <summary>The name's offset in the string section.</summary>
    public uint NameOffset => IsVoid ? 0 : Word(0);

    /// <summary>Number of members, parameters, enumerators or section variables.</summary>
    public int Count => IsVoid ? 0 : (int)(Info & 0xffff);

    /// <summary>The kind flag: bitfields in a struct, union in a forward declaration, signed in an enum.</summary>
    public bool KindFlag => !IsVoid && Info >> 31 != 0;

    /// <summary>Size in bytes that the type itself states: integers, floats, enums, structs, unions and sections; 0 for the others.</summary>
    public uint StatedSize => Kind is BtfKind.Int or BtfKind.Float or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Struct or BtfKind.Union or BtfKind.Datasec
        ? Word(8) : 0;

    /// <summary>
    /// The type that this one refers to: pointee, type behind a typedef or modifier, a function's prototype, a prototype's
    /// return type, a variable's type, what a tag is on, an array's element; 0 for all others.
    /// </summary>
    public uint TargetId => Kind switch
    {
        BtfKind.Ptr or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.Func
            or BtfKind.FuncProto or BtfKind.Var or BtfKind.DeclTag or BtfKind.TypeTag => Word(8),
        BtfKind.Array => Word(12),
        _ => 0,
    };

    /// <summary>The type behind <see cref="TargetId"/>.</summary>
    public BtfType Target => _owner[TargetId];

    /// <summary>True for const, volatile, restrict and type tags.</summary>
    public bool IsModifier => Kind is BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag;

    /// <summary>True for a struct or union.</summary>
    public bool IsComposite => Kind is BtfKind.Struct or BtfKind.Union;

    /// <summary>True for an enum of either width.</summary>
    public bool IsEnum => Kind is BtfKind.Enum or BtfKind.Enum64;

    /// <summary>Linkage of a function or variable.</summary>
    /// <exception cref="InvalidOperationException">The type is neither.</exception>
    public BtfLinkage Linkage => Kind switch
    {
        BtfKind.Func => (BtfLinkage)Count,
        BtfKind.Var => (BtfLinkage)Word(12),
        _ => throw WrongKind("linkage"),
    };

    /// <summary>Width and encoding of an integer.</summary>
    /// <exception cref="InvalidOperationException">The type is no integer.</exception>
    public BtfIntegerShape Integer
    {
        get
        {
            uint word = Kind == BtfKind.Int ? Word(12) : throw WrongKind("integer encoding");
            return new BtfIntegerShape((BtfIntegerEncoding)((word >> 24) & 0xf), (byte)(word >> 16), (byte)word);
        }
    }

    /// <summary>Element type and count of an array.</summary>
    /// <exception cref="InvalidOperationException">The type is no array.</exception>
    public BtfArrayShape Array => Kind == BtfKind.Array
        ? new BtfArrayShape(Word(12), Word(16), Word(20))
        : throw WrongKind("array shape");

    /// <summary>Index of the member or parameter that a declaration tag is on, -1 for the declaration itself.</summary>
    /// <exception cref="InvalidOperationException">The type is no declaration tag.</exception>
    public int ComponentIndex => Kind == BtfKind.DeclTag ? (int)Word(12) : throw WrongKind("component index");

    /// <summary>The members of a struct or union, empty for other kinds.</summary>
    public ImmutableArray<BtfMember> Members
    {
        get
        {
            if (!IsComposite) return [];
            var members = ImmutableArray.CreateBuilder<BtfMember>(Count);
            for (int i = 0; i < Count; i++) members.Add(Member(i));
            return members.MoveToImmutable();
        }
    }

    /// <summary>The parameters of a function prototype, empty for other kinds.</summary>
    public ImmutableArray<BtfParameter> Parameters
    {
        get
        {
            if (Kind != BtfKind.FuncProto) return [];
            var parameters = ImmutableArray.CreateBuilder<BtfParameter>(Count);
            for (int i = 0; i < Count; i++) parameters.Add(Parameter(i));
            return parameters.MoveToImmutable();
        }
    }

    /// <summary>The constants of an enum of either width, empty for other kinds.</summary>
    public ImmutableArray<BtfEnumerator> Enumerators
    {
        get
        {
            if (!IsEnum) return [];
            var enumerators = ImmutableArray.CreateBuilder<BtfEnumerator>(Count);
            for (int i = 0; i < Count; i++) enumerators.Add(Enumerator(i));
            return enumerators.MoveToImmutable();
        }
    }

    /// <summary>The variables of a data section, empty for other kinds.</summary>
    public ImmutableArray<BtfSectionVariable> SectionVariables
    {
        get
        {
            if (Kind != BtfKind.Datasec) return [];
            var variables = ImmutableArray.CreateBuilder<BtfSectionVariable>(Count);
            for (int i = 0; i < Count; i++) variables.Add(SectionVariable(i));
            return variables.MoveToImmutable();
        }
    }

    /// <summary>The member at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public BtfMember Member(int index)
    {
        int at = Item(index, 12, IsComposite);
        uint offset = Word(at + 8);
        return new BtfMember(
            _owner.StringAt(Word(at)),
            Word(at + 4),
            KindFlag ? offset & 0x00ff_ffff : offset,
            KindFlag ? offset >> 24 : 0);
    }

    /// <summary>The parameter at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public BtfParameter Parameter(int index)
    {
        int at = Item(index, 8, Kind == BtfKind.FuncProto);
        return new BtfParameter(_owner.StringAt(Word(at)), Word(at + 4));
    }

    /// <summary>The enumerator at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public BtfEnumerator Enumerator(int index)
    {
        if (Kind == BtfKind.Enum64)
        {
            int wide = Item(index, 12, true);
            return new BtfEnumerator(_owner.StringAt(Word(wide)), (long)(Word(wide + 4) | ((ulong)Word(wide + 8) << 32)));
        }
        int at = Item(index, 8, Kind == BtfKind.Enum);
        return new BtfEnumerator(_owner.StringAt(Word(at)), KindFlag ? (int)Word(at + 4) : Word(at + 4));
    }

    /// <summary>The section variable at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public BtfSectionVariable SectionVariable(int index)
    {
        int at = Item(index, 12, Kind == BtfKind.Datasec);
        return new BtfSectionVariable(Word(at), Word(at + 4), Word(at + 8));
    }

    // What comparisons of many types need, without a string for each name.

    internal ReadOnlySpan<byte> NameBytes => IsVoid ? default : _owner.StringBytesAt(Word(0));

    internal uint MemberNameOffset(int index) => Word(Item(index, 12, IsComposite));

    internal uint MemberTypeId(int index) => Word(Item(index, 12, IsComposite) + 4);

    internal uint MemberBitOffset(int index)
    {
        uint offset = Word(Item(index, 12, IsComposite) + 8);
        return KindFlag ? offset & 0x00ff_ffff : offset;
    }

    internal uint MemberBitfieldSize(int index) => KindFlag ? Word(Item(index, 12, IsComposite) + 8) >> 24 : 0;

    /// <summary>The word for a size or a type, whatever the kind makes of it.</summary>
    internal uint SizeOrType => Word(8);

    internal uint ParameterNameOffset(int index) => Word(Item(index, 8, Kind == BtfKind.FuncProto));

    internal uint ParameterTypeId(int index) => Word(Item(index, 8, Kind == BtfKind.FuncProto) + 4);

    internal uint EnumeratorNameOffset(int index) => Word(Item(index, Kind == BtfKind.Enum64 ? 12 : 8, IsEnum));

    /// <summary>Kind, name and id, for messages.</summary>
    public override string ToString() => IsVoid ? "void" : $"{Kind} '{Name}' [{Id}]";

    /// <summary>True for the same type of the same object.</summary>
    /// <param name="other">The other type.</param>
    public bool Equals(BtfType other) => ReferenceEquals(_owner, other._owner) && Id == other.Id;

    /// <summary>True for the same type of the same object.</summary>
    /// <param name="obj">The other type.</param>
    public override bool Equals(object? obj) => obj is BtfType other && Equals(other);

    /// <summary>A hash of the id.</summary>
    public override int GetHashCode() => (int)Id;

    /// <summary>True for the same type of the same object.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(BtfType left, BtfType right) => left.Equals(right);

    /// <summary>False for the same type of the same object.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(BtfType left, BtfType right) => !left.Equals(right);

    private uint Info => Word(4);

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_owner.TypeBytes[(_offset + at)..]);

    private int Item(int index, int itemSize, bool kindFits)
    {
        if (!kindFits) throw WrongKind("items of another kind");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return 12 + (index * itemSize);
    }

    private InvalidOperationException WrongKind(string what) => new($"BTF type {this} has no {what}");
}
