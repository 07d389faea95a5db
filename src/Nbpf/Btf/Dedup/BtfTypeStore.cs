using System.Buffers.Binary;

namespace Nbpf;

/// <summary>
/// Types that may still be changed, as 32-bit words one after the other, with ids from 1 and one table of strings. Types
/// of several BTF objects come together here before equal ones become one.
/// </summary>
internal sealed class BtfTypeStore
{
    private uint[] _words = new uint[256];
    private int _length;

    // Where each type starts in the words; the entry behind the last one is the end.
    private int[] _starts = new int[64];
    private int _count = 1;

    /// <summary>Starts empty.</summary>
    internal BtfTypeStore() => Strings = new BtfStringTable();

    /// <summary>Starts empty with the strings of another store.</summary>
    internal BtfTypeStore(BtfStringTable strings) => Strings = strings;

    /// <summary>The names.</summary>
    internal BtfStringTable Strings { get; }

    /// <summary>One more than the highest id.</summary>
    internal int Count => _count;

    /// <summary>Number of words of all types.</summary>
    internal int WordCount => _length;

    /// <summary>The words of a type.</summary>
    internal Span<uint> this[uint id] => _words.AsSpan(_starts[id], _starts[id + 1] - _starts[id]);

    /// <summary>The kind of a type.</summary>
    internal BtfKind KindOf(uint id) => id == 0 ? BtfKind.Unkn : Kind(_words[_starts[id] + 1]);

    /// <summary>The name's offset in the strings.</summary>
    internal uint NameOf(uint id) => id == 0 ? 0 : _words[_starts[id]];

    /// <summary>The words of a type that hold type ids.</summary>
    internal BtfFields TypeIdsOf(uint id)
    {
        uint info = id == 0 ? 0 : _words[_starts[id] + 1];
        return BtfFields.TypeIds(Kind(info), (int)(info & 0xffff));
    }

    /// <summary>Kind in the info word of a type.</summary>
    internal static BtfKind Kind(uint info) => (BtfKind)((info >> 24) & 0x1f);

    /// <summary>Appends a type whose ids and names already are those of this store.</summary>
    /// <returns>Its id.</returns>
    internal uint Append(ReadOnlySpan<uint> type)
    {
        type.CopyTo(Reserve(type.Length));
        return (uint)_count - 1;
    }

    /// <summary>Appends a type of another object. Its names are added here; its type ids are left as they are there.</summary>
    /// <returns>Its id.</returns>
    internal uint Append(BtfType type)
    {
        Span<uint> words = Reserve(BtfFields.WordCount(type.Kind, type.Count));
        ReadOnlySpan<byte> bytes = type.Owner.TypeBytes[type.Owner.OffsetOf(type.Id)..];
        for (int i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
        BtfFields names = BtfFields.Names(type.Kind, type.Count);
        for (int i = 0; i < names.Count; i++) words[names[i]] = Strings.Add(type.Owner.StringBytesAt(words[names[i]]));
        return (uint)_count - 1;
    }

    /// <summary>The same types with the same ids, to be changed apart; the strings are shared.</summary>
    internal BtfTypeStore Copy() =>
        new(Strings) { _words = _words.AsSpan(0, _length).ToArray(), _length = _length, _starts = _starts.AsSpan(0, _count + 1).ToArray(), _count = _count };

    /// <summary>The object's bytes: header, types, strings.</summary>
    internal byte[] ToBytes()
    {
        ReadOnlySpan<byte> strings = Strings.Bytes;
        int typeLength = _length * sizeof(uint);
        var bytes = new byte[BtfReader.HeaderSize + typeLength + strings.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, BtfReader.Magic);
        bytes[2] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), BtfReader.HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)typeLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), (uint)typeLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), (uint)strings.Length);
        Span<byte> types = bytes.AsSpan(BtfReader.HeaderSize);
        for (int i = 0; i < _length; i++) BinaryPrimitives.WriteUInt32LittleEndian(types[(i * sizeof(uint))..], _words[i]);
        strings.CopyTo(types[typeLength..]);
        return bytes;
    }

    private Span<uint> Reserve(int length)
    {
        int start = _length;
        int end = checked(start + length);
        if (end > _words.Length) Array.Resize(ref _words, Math.Max(end, _words.Length * 2));
        if (_count + 1 == _starts.Length) Array.Resize(ref _starts, _starts.Length * 2);
        _length = end;
        _starts[_count] = start;
        _starts[++_count] = end;
        return _words.AsSpan(start, length);
    }
}
