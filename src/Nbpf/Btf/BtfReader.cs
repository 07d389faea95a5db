using System.Buffers.Binary;

namespace Nbpf;

/// <summary>First pass over the bytes of a BTF object: header, extents of the types, and what each type says of itself.</summary>
internal ref struct BtfReader
{
    internal const ushort Magic = 0xeb9f;
    internal const int HeaderSize = 24;

    private const int MaxTypeCount = 0x000f_ffff;
    private const int MaxStringLength = 0x00ff_ffff;
    private const int MaxNameLength = 512;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Btf? _base;
    private readonly long _fileOffset;
    private bool _areStringsShort;

    internal BtfReader(ReadOnlySpan<byte> bytes, Btf? baseTypes, long fileOffset)
    {
        _bytes = bytes;
        _base = baseTypes;
        _fileOffset = fileOffset;
    }

    internal readonly BtfLayout ReadHeader()
    {
        if (_bytes.Length < HeaderSize) throw Fault($"BTF: expected a header of {HeaderSize} bytes, found {_bytes.Length}", 0);
        ushort magic = BinaryPrimitives.ReadUInt16LittleEndian(_bytes);
        if (magic == BinaryPrimitives.ReverseEndianness(Magic)) throw Fault("BTF: big-endian is not supported", 0);
        if (magic != Magic) throw Fault($"BTF: expected magic 0x{Magic:x4}, found 0x{magic:x4}", 0);
        if (_bytes[2] != 1) throw Fault($"BTF: expected version 1, found {_bytes[2]}", 2);
        if (_bytes[3] != 0) throw Fault($"BTF: expected flags 0, found 0x{_bytes[3]:x}", 3);
        uint headerLength = Word(4);
        if (headerLength < HeaderSize || headerLength > _bytes.Length)
            throw Fault($"BTF: header length {headerLength} is outside {HeaderSize}..{_bytes.Length}", 4);
        if (_bytes[HeaderSize..(int)headerLength].ContainsAnyExcept((byte)0)) throw Fault("BTF: unknown header fields are set", HeaderSize);

        uint rest = (uint)_bytes.Length - headerLength;
        uint typeOffset = Word(8), typeLength = Word(12), stringOffset = Word(16), stringLength = Word(20);
        if (typeOffset % 4 != 0) throw Fault($"BTF: type section offset {typeOffset} is no multiple of 4", 8);
        if ((ulong)typeOffset + typeLength > rest) throw Fault($"BTF: type section of {typeLength} bytes at {typeOffset} exceeds the {rest} bytes present", 8);
        if ((ulong)stringOffset + stringLength > rest) throw Fault($"BTF: string section of {stringLength} bytes at {stringOffset} exceeds the {rest} bytes present", 16);
        if ((ulong)typeOffset + typeLength > stringOffset) throw Fault("BTF: string section does not follow the type section", 16);
        var layout = new BtfLayout((int)(headerLength + typeOffset), (int)typeLength, (int)(headerLength + stringOffset), (int)stringLength);
        // A split object may do with its base's strings, and needs no empty one of its own.
        if (_base is not null && stringLength == 0) return layout;
        if (stringLength == 0 || stringLength > MaxStringLength) throw Fault($"BTF: string section length {stringLength} is outside 1..{MaxStringLength}", 20);
        if (_base is null && _bytes[layout.StringStart] != 0) throw Fault("BTF: string section does not start with NUL", layout.StringStart);
        if (_bytes[layout.StringStart + layout.StringLength - 1] != 0)
            throw Fault("BTF: string section does not end with NUL", layout.StringStart + layout.StringLength - 1);
        return layout;
    }

    /// <summary>The own types.</summary>
    internal BtfTypeTable ReadTypes(BtfLayout layout)
    {
        ReadOnlySpan<byte> types = _bytes.Slice(layout.TypeStart, layout.TypeLength);
        ReadOnlySpan<byte> strings = _bytes.Slice(layout.StringStart, layout.StringLength);
        // A type takes at least 12 bytes, which bounds the table by the input's own size.
        var table = new BtfTypeTable(types.Length / 12);
        _areStringsShort = AreShort(strings);
        int before = _base?.TypeCount ?? 0;
        int position = 0;
        while (position < types.Length)
        {
            int at = layout.TypeStart + position;
            if (before + table.Count == MaxTypeCount) throw Fault($"BTF: more than {MaxTypeCount} types", at);
            uint id = (uint)(before + table.Count + 1);
            if (types.Length - position < 12) throw Fault($"BTF type {id}: expected 12 bytes, found {types.Length - position}", at);
            uint info = BinaryPrimitives.ReadUInt32LittleEndian(types[(position + 4)..]);
            if ((info & 0x60ff_0000) != 0) throw Fault($"BTF type {id}: reserved bits of info 0x{info:x8} are set", at + 4);
            var kind = (BtfKind)((info >> 24) & 0x1f);
            int extra = TrailerSize(kind, (int)(info & 0xffff));
            if (extra < 0) throw Fault($"BTF type {id}: unknown kind {(int)kind}", at + 4);
            if (types.Length - position - 12 < extra)
                throw Fault($"BTF type {id}: {kind} needs {extra} bytes after its head, {types.Length - position - 12} are left", at + 12);
            CheckType(id, kind, info, types.Slice(position, 12 + extra), strings, at);
            table.Add(position, kind);
            position += 12 + extra;
        }
        table.Trim();
        return table;
    }

    // Looked at once: every member has a name, and the same ones come again and again.
    private static bool AreShort(ReadOnlySpan<byte> strings)
    {
        while (!strings.IsEmpty)
        {
            int length = strings.IndexOf((byte)0);
            if (length > MaxNameLength) return false;
            strings = strings[(length + 1)..];
        }
        return true;
    }

    private static int TrailerSize(BtfKind kind, int count) => kind switch
    {
        BtfKind.Int or BtfKind.Var or BtfKind.DeclTag => 4,
        BtfKind.Array => 12,
        BtfKind.Struct or BtfKind.Union or BtfKind.Datasec or BtfKind.Enum64 => 12 * count,
        BtfKind.Enum or BtfKind.FuncProto => 8 * count,
        BtfKind.Ptr or BtfKind.Fwd or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict
            or BtfKind.Func or BtfKind.Float or BtfKind.TypeTag => 0,
        _ => -1,
    };

    private readonly void CheckType(uint id, BtfKind kind, uint info, ReadOnlySpan<byte> type, ReadOnlySpan<byte> strings, int at)
    {
        int count = (int)(info & 0xffff);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(type[8..]);
        CheckName(id, strings, BinaryPrimitives.ReadUInt32LittleEndian(type), at);
        if (kind is BtfKind.Typedef or BtfKind.Func or BtfKind.Var or BtfKind.Datasec or BtfKind.Fwd or BtfKind.Float
            && IsNameless(strings, BinaryPrimitives.ReadUInt32LittleEndian(type)))
            throw Fault($"BTF type {id}: {kind} has no name", at);
        if (kind is BtfKind.Int or BtfKind.Ptr or BtfKind.Array or BtfKind.Fwd or BtfKind.Typedef or BtfKind.Volatile
            or BtfKind.Const or BtfKind.Restrict or BtfKind.Var or BtfKind.Float or BtfKind.DeclTag or BtfKind.TypeTag && count != 0)
            throw Fault($"BTF type {id}: {kind} has an item count of {count}, expected 0", at + 4);
        switch (kind)
        {
            case BtfKind.Int:
                CheckInteger(id, size, BinaryPrimitives.ReadUInt32LittleEndian(type[12..]), at);
                break;
            case BtfKind.Float when size is not (2 or 4 or 8 or 12 or 16):
                throw Fault($"BTF type {id}: a float of {size} bytes", at + 8);
            case BtfKind.Enum or BtfKind.Enum64 when size is not (1 or 2 or 4 or 8):
                throw Fault($"BTF type {id}: an enum of {size} bytes", at + 8);
            case BtfKind.Func when count > 2:
                throw Fault($"BTF type {id}: function linkage {count}", at + 4);
            case BtfKind.Var when BinaryPrimitives.ReadUInt32LittleEndian(type[12..]) is > 2 and uint linkage:
                throw Fault($"BTF type {id}: variable linkage {linkage}", at + 12);
            case BtfKind.Enum or BtfKind.Enum64 or BtfKind.FuncProto:
                int itemSize = kind == BtfKind.Enum64 ? 12 : 8;
                for (int item = 12; item < type.Length; item += itemSize)
                    CheckName(id, strings, BinaryPrimitives.ReadUInt32LittleEndian(type[item..]), at + item);
                break;
            case BtfKind.Struct or BtfKind.Union:
                CheckMembers(id, kind, info >> 31 != 0, size, type, strings, at);
                break;
        }
    }

    private readonly void CheckInteger(uint id, uint size, uint word, int at)
    {
        uint bits = word & 0xff, bitOffset = (word >> 16) & 0xff, encoding = (word >> 24) & 0xf;
        if ((word & 0xf000_ff00) != 0) throw Fault($"BTF type {id}: reserved bits of the integer encoding 0x{word:x8} are set", at + 12);
        if (bits == 0 || bits + bitOffset > 128) throw Fault($"BTF type {id}: an integer of {bits} bits at bit {bitOffset}, at most 128 are allowed", at + 12);
        if ((bits + bitOffset + 7) / 8 > size) throw Fault($"BTF type {id}: an integer of {bits} bits at bit {bitOffset} does not fit {size} bytes", at + 12);
        if (size > 16) throw Fault($"BTF type {id}: an integer of {size} bytes", at + 8);
        if (encoding is not (0 or 1 or 2 or 4)) throw Fault($"BTF type {id}: integer encoding 0x{encoding:x}", at + 12);
    }

    private readonly void CheckMembers(uint id, BtfKind kind, bool hasBitfields, uint size, ReadOnlySpan<byte> type, ReadOnlySpan<byte> strings, int at)
    {
        uint last = 0;
        for (int item = 12; item < type.Length; item += 12)
        {
            CheckName(id, strings, BinaryPrimitives.ReadUInt32LittleEndian(type[item..]), at + item);
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(type[(item + 8)..]);
            uint bitOffset = hasBitfields ? offset & 0x00ff_ffff : offset;
            uint bitfieldSize = hasBitfields ? offset >> 24 : 0;
            if (((ulong)bitOffset + bitfieldSize + 7) / 8 > size)
                throw Fault($"BTF type {id}: member at bit {bitOffset} lies outside {kind} of {size} bytes", at + item + 8);
            if (kind == BtfKind.Union ? bitOffset != 0 : bitOffset < last)
                throw Fault($"BTF type {id}: member at bit {bitOffset} of a {kind} is out of order", at + item + 8);
            last = bitOffset;
        }
    }

    private readonly void CheckName(uint id, ReadOnlySpan<byte> strings, uint nameOffset, int at)
    {
        if (nameOffset == 0 || _base?.HasString(nameOffset) == true) return;
        if (_base is not null) nameOffset -= _base.StringEnd;
        if (nameOffset >= (uint)strings.Length) throw Fault($"BTF type {id}: name at {nameOffset} lies outside the {strings.Length} bytes of strings", at);
        if (_areStringsShort) return;
        ReadOnlySpan<byte> rest = strings[(int)nameOffset..];
        if (rest.Length > MaxNameLength && rest[..(MaxNameLength + 1)].IndexOf((byte)0) < 0)
            throw Fault($"BTF type {id}: a name of more than {MaxNameLength} bytes", at);
    }

    // The empty name has many offsets: every end of a string.
    private readonly bool IsNameless(ReadOnlySpan<byte> strings, uint nameOffset)
    {
        if (nameOffset == 0) return true;
        return _base?.HasString(nameOffset) == true ? _base.StringAt(nameOffset).Length == 0 : strings[(int)(nameOffset - (_base?.StringEnd ?? 0))] == 0;
    }

    private readonly uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);

    private readonly BpfFormatException Fault(string message, int at) => new(message, _fileOffset + at);
}
