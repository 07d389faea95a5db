using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Nbpf;

/// <summary>
/// Writes a BTF object: types one after the other, equal strings once. It may start from an existing object and correct
/// what a loader must correct before BTF_LOAD. Ids are given in the order of the calls, from 1.
/// Not thread-safe.
/// </summary>
public sealed class BtfBuilder
{
    private readonly List<byte[]> _types = [];
    private readonly ArrayBufferWriter<byte> _strings = new();
    private readonly Dictionary<string, uint> _stringOffsets = new(StringComparer.Ordinal);

    /// <summary>Starts an empty object.</summary>
    public BtfBuilder() => _strings.Write<byte>([0]);

    /// <summary>Starts from all types and strings of an object; ids and string offsets stay what they are.</summary>
    /// <param name="source">The object, not split.</param>
    public BtfBuilder(Btf source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Base is not null) throw new ArgumentException("a split object cannot stand alone", nameof(source));
        _strings.Write(source.StringBytes);
        ReadOnlySpan<byte> bytes = source.TypeBytes;
        for (uint id = 1; id <= source.TypeCount; id++)
        {
            int start = source.OffsetOf(id);
            int end = id < source.TypeCount ? source.OffsetOf(id + 1) : bytes.Length;
            _types.Add(bytes[start..end].ToArray());
        }
    }

    /// <summary>Number of types so far.</summary>
    public int TypeCount => _types.Count;

    /// <summary>Adds a string, once.</summary>
    /// <param name="text">The string, without NUL.</param>
    /// <returns>Its offset in the string section; 0 for the empty string.</returns>
    public uint AddString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return 0;
        if (_stringOffsets.TryGetValue(text, out uint known)) return known;
        uint offset = (uint)_strings.WrittenCount;
        _strings.Write(Encoding.UTF8.GetBytes(text));
        _strings.Write<byte>([0]);
        _stringOffsets.Add(text, offset);
        return offset;
    }

    /// <summary>Adds an integer.</summary>
    /// <param name="name">Name.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    /// <param name="encoding">Signed, char, bool or neither.</param>
    public uint AddInteger(string name, uint sizeBytes, BtfIntegerEncoding encoding = BtfIntegerEncoding.None) =>
        Add(BtfKind.Int, name, sizeBytes, 0, false, ((uint)encoding << 24) | (sizeBytes * 8));

    /// <summary>Adds a floating-point type.</summary>
    /// <param name="name">Name.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    public uint AddFloat(string name, uint sizeBytes) => Add(BtfKind.Float, name, sizeBytes, 0, false);

    /// <summary>Adds a pointer, typedef, modifier or type tag.</summary>
    /// <param name="kind">Ptr, Typedef, Const, Volatile, Restrict or TypeTag.</param>
    /// <param name="targetId">The type behind it.</param>
    /// <param name="name">Name of a typedef or tag.</param>
    public uint AddReference(BtfKind kind, uint targetId, string name = "")
    {
        if (kind is not (BtfKind.Ptr or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag))
            throw new ArgumentException($"{kind} is no reference", nameof(kind));
        return Add(kind, name, targetId, 0, false);
    }

    /// <summary>Adds a forward declaration.</summary>
    /// <param name="name">Name.</param>
    /// <param name="isUnion">True for a union, false for a struct.</param>
    public uint AddForward(string name, bool isUnion = false) => Add(BtfKind.Fwd, name, 0, 0, isUnion);

    /// <summary>Adds an array.</summary>
    /// <param name="shape">Its element, index and count.</param>
    public uint AddArray(BtfArrayShape shape) => Add(BtfKind.Array, "", 0, 0, false, shape.ElementTypeId, shape.IndexTypeId, shape.Count);

    /// <summary>Adds a struct or union.</summary>
    /// <param name="kind">Struct or Union.</param>
    /// <param name="name">Name, may be empty.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    /// <param name="members">Members by ascending offset.</param>
    public uint AddComposite(BtfKind kind, string name, uint sizeBytes, params ReadOnlySpan<BtfMember> members)
    {
        if (kind is not (BtfKind.Struct or BtfKind.Union)) throw new ArgumentException($"{kind} is neither struct nor union", nameof(kind));
        bool hasBitfields = false;
        foreach (BtfMember member in members) hasBitfields |= member.IsBitfield;
        var words = new uint[members.Length * 3];
        for (int i = 0; i < members.Length; i++)
        {
            words[i * 3] = AddString(members[i].Name);
            words[(i * 3) + 1] = members[i].TypeId;
            words[(i * 3) + 2] = hasBitfields ? (members[i].BitfieldSize << 24) | members[i].BitOffset : members[i].BitOffset;
        }
        return Add(kind, name, sizeBytes, members.Length, hasBitfields, words);
    }

    /// <summary>Adds an enum of at most 32 bits per constant.</summary>
    /// <param name="name">Name, may be empty.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    /// <param name="isSigned">True when the constants are signed.</param>
    /// <param name="enumerators">The constants.</param>
    public uint AddEnum(string name, uint sizeBytes, bool isSigned, params ReadOnlySpan<BtfEnumerator> enumerators)
    {
        var words = new uint[enumerators.Length * 2];
        for (int i = 0; i < enumerators.Length; i++)
        {
            words[i * 2] = AddString(enumerators[i].Name);
            words[(i * 2) + 1] = (uint)enumerators[i].Value;
        }
        return Add(BtfKind.Enum, name, sizeBytes, enumerators.Length, isSigned, words);
    }

    /// <summary>Adds an enum of 64 bits per constant.</summary>
    /// <param name="name">Name, may be empty.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    /// <param name="isSigned">True when the constants are signed.</param>
    /// <param name="enumerators">The constants.</param>
    public uint AddEnum64(string name, uint sizeBytes, bool isSigned, params ReadOnlySpan<BtfEnumerator> enumerators)
    {
        var words = new uint[enumerators.Length * 3];
        for (int i = 0; i < enumerators.Length; i++)
        {
            words[i * 3] = AddString(enumerators[i].Name);
            words[(i * 3) + 1] = (uint)enumerators[i].Value;
            words[(i * 3) + 2] = (uint)(enumerators[i].Value >> 32);
        }
        return Add(BtfKind.Enum64, name, sizeBytes, enumerators.Length, isSigned, words);
    }

    /// <summary>Adds a function prototype.</summary>
    /// <param name="returnTypeId">Type of the result, 0 for void.</param>
    /// <param name="parameters">The parameters.</param>
    public uint AddPrototype(uint returnTypeId, params ReadOnlySpan<BtfParameter> parameters)
    {
        var words = new uint[parameters.Length * 2];
        for (int i = 0; i < parameters.Length; i++)
        {
            words[i * 2] = AddString(parameters[i].Name);
            words[(i * 2) + 1] = parameters[i].TypeId;
        }
        return Add(BtfKind.FuncProto, "", returnTypeId, parameters.Length, false, words);
    }

    /// <summary>Adds a function.</summary>
    /// <param name="name">Name.</param>
    /// <param name="prototypeId">Its prototype.</param>
    /// <param name="linkage">Its linkage.</param>
    public uint AddFunction(string name, uint prototypeId, BtfLinkage linkage) => Add(BtfKind.Func, name, prototypeId, (int)linkage, false);

    /// <summary>Adds a variable.</summary>
    /// <param name="name">Name.</param>
    /// <param name="typeId">Its type.</param>
    /// <param name="linkage">Its linkage.</param>
    public uint AddVariable(string name, uint typeId, BtfLinkage linkage) => Add(BtfKind.Var, name, typeId, 0, false, (uint)linkage);

    /// <summary>Adds a data section.</summary>
    /// <param name="name">Name, with its dot.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    /// <param name="variables">Its variables by ascending offset.</param>
    public uint AddDataSection(string name, uint sizeBytes, params ReadOnlySpan<BtfSectionVariable> variables) =>
        Add(BtfKind.Datasec, name, sizeBytes, variables.Length, false, Words(variables));

    /// <summary>Adds a declaration tag.</summary>
    /// <param name="name">The tag.</param>
    /// <param name="targetId">What it is on.</param>
    /// <param name="componentIndex">Index of the member or parameter, -1 for the declaration itself.</param>
    public uint AddDeclarationTag(string name, uint targetId, int componentIndex = -1) =>
        Add(BtfKind.DeclTag, name, targetId, 0, false, (uint)componentIndex);

    /// <summary>Replaces a data section's size and variables; their number stays.</summary>
    /// <param name="id">The section.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    /// <param name="variables">Its variables; written by ascending offset.</param>
    public void SetDataSection(uint id, uint sizeBytes, ReadOnlySpan<BtfSectionVariable> variables)
    {
        byte[] type = TypeOf(id, BtfKind.Datasec);
        if (variables.Length * 12 != type.Length - 12) throw new ArgumentException("the number of variables differs", nameof(variables));
        BinaryPrimitives.WriteUInt32LittleEndian(type.AsSpan(8), sizeBytes);
        BtfSectionVariable[] sorted = variables.ToArray();
        Array.Sort(sorted, static (left, right) => left.Offset.CompareTo(right.Offset));
        uint[] words = Words(sorted);
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(type.AsSpan(12 + (i * 4)), words[i]);
    }

    /// <summary>Changes the linkage of a function or variable.</summary>
    /// <param name="id">The function or variable.</param>
    /// <param name="linkage">The new linkage.</param>
    public void SetLinkage(uint id, BtfLinkage linkage)
    {
        byte[] type = _types[(int)id - 1];
        switch (KindOf(type))
        {
            case BtfKind.Func:
                BinaryPrimitives.WriteUInt16LittleEndian(type.AsSpan(4), (ushort)linkage);
                break;
            case BtfKind.Var:
                BinaryPrimitives.WriteUInt32LittleEndian(type.AsSpan(12), (uint)linkage);
                break;
            default:
                throw new ArgumentException($"type {id} has no linkage", nameof(id));
        }
    }

    /// <summary>Changes the type of a variable.</summary>
    /// <param name="id">The variable.</param>
    /// <param name="typeId">Its new type.</param>
    public void SetVariableType(uint id, uint typeId) =>
        BinaryPrimitives.WriteUInt32LittleEndian(TypeOf(id, BtfKind.Var).AsSpan(8), typeId);

    /// <summary>Gives the nameless parameters of a prototype a name; Linux wants one in the prototypes of functions.</summary>
    /// <param name="id">The prototype.</param>
    /// <param name="name">The name.</param>
    public void NameParameters(uint id, string name)
    {
        byte[] type = TypeOf(id, BtfKind.FuncProto);
        for (int at = 12; at < type.Length; at += 8)
        {
            bool isNamed = BinaryPrimitives.ReadUInt32LittleEndian(type.AsSpan(at)) != 0;
            bool isVariadic = BinaryPrimitives.ReadUInt32LittleEndian(type.AsSpan(at + 4)) == 0;
            if (!isNamed && !isVariadic) BinaryPrimitives.WriteUInt32LittleEndian(type.AsSpan(at), AddString(name));
        }
    }

    /// <summary>Puts another type in the place of one; what refers to its id refers to the new one.</summary>
    /// <param name="id">The type to replace.</param>
    /// <param name="kind">Kind of the new type.</param>
    /// <param name="nameOffset">Its name.</param>
    /// <param name="sizeOrType">Its size in bytes or the type behind it.</param>
    /// <param name="count">Number of its members, constants, …</param>
    /// <param name="trailer">What follows the first twelve bytes.</param>
    internal void Replace(uint id, BtfKind kind, uint nameOffset, uint sizeOrType, int count, params ReadOnlySpan<uint> trailer) =>
        _types[(int)id - 1] = Encode(kind, nameOffset, sizeOrType, count, false, trailer);

    /// <summary>Gives a type another name.</summary>
    internal void Rename(uint id, string name) => BinaryPrimitives.WriteUInt32LittleEndian(_types[(int)id - 1], AddString(name));

    /// <summary>Takes a type's kind flag away.</summary>
    internal void ClearKindFlag(uint id) => _types[(int)id - 1][7] &= 0x7f;

    /// <summary>The object's bytes: header, types, strings.</summary>
    public byte[] ToBytes()
    {
        int typeLength = _types.Sum(static type => type.Length);
        int stringLength = _strings.WrittenCount;
        var bytes = new byte[BtfReader.HeaderSize + typeLength + stringLength];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, BtfReader.Magic);
        bytes[2] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), BtfReader.HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)typeLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), (uint)typeLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), (uint)stringLength);
        int at = BtfReader.HeaderSize;
        foreach (byte[] type in _types)
        {
            type.CopyTo(bytes.AsSpan(at));
            at += type.Length;
        }
        _strings.WrittenSpan.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>The object, parsed.</summary>
    public Btf ToBtf() => Btf.Parse(ToBytes());

    private uint Add(BtfKind kind, string name, uint sizeOrType, int count, bool kindFlag, params ReadOnlySpan<uint> trailer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ushort.MaxValue);
        _types.Add(Encode(kind, AddString(name), sizeOrType, count, kindFlag, trailer));
        return (uint)_types.Count;
    }

    private static byte[] Encode(BtfKind kind, uint nameOffset, uint sizeOrType, int count, bool kindFlag, ReadOnlySpan<uint> trailer)
    {
        var type = new byte[12 + (trailer.Length * 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(type, nameOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(type.AsSpan(4), (uint)count | ((uint)kind << 24) | (kindFlag ? 1u << 31 : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(type.AsSpan(8), sizeOrType);
        for (int i = 0; i < trailer.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(type.AsSpan(12 + (i * 4)), trailer[i]);
        return type;
    }

    private static uint[] Words(ReadOnlySpan<BtfSectionVariable> variables)
    {
        var words = new uint[variables.Length * 3];
        for (int i = 0; i < variables.Length; i++)
        {
            words[i * 3] = variables[i].TypeId;
            words[(i * 3) + 1] = variables[i].Offset;
            words[(i * 3) + 2] = variables[i].Size;
        }
        return words;
    }

    private static BtfKind KindOf(byte[] type) => (BtfKind)(type[7] & 0x1f);

    private byte[] TypeOf(uint id, BtfKind kind)
    {
        byte[] type = _types[(int)id - 1];
        return KindOf(type) == kind ? type : throw new ArgumentException($"type {id} is no {kind}", nameof(id));
    }
}
