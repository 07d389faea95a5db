using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Nbpf.Elf;

namespace Nbpf;

/// <summary>
/// A BTF object: the types of an object file, program, map or kernel (Documentation/bpf/btf.rst). Immutable and
/// thread-safe; types are decoded when asked for, so the kernel's six megabytes cost one array of offsets.
/// </summary>
public sealed class Btf
{
    private readonly Btf? _base;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _fileOffset;
    private readonly BtfLayout _layout;
    private readonly BtfTypeTable _table;
    private readonly Lazy<BtfNameIndex> _names;
    private readonly Lazy<uint> _pointerSize;

    private Btf(ReadOnlyMemory<byte> bytes, Btf? baseTypes, long fileOffset, BtfLayout layout, BtfTypeTable table)
    {
        _bytes = bytes;
        _fileOffset = fileOffset;
        _base = baseTypes;
        _layout = layout;
        _table = table;
        _names = new Lazy<BtfNameIndex>(() => new BtfNameIndex(this));
        _pointerSize = new Lazy<uint>(FindPointerSize);
    }

    /// <summary>The bytes the object was read from; of a split object, its own part.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The object that this one is split from, such as the kernel's for a module's; null for a whole one.</summary>
    public Btf? Base => _base;

    /// <summary>Number of types, those of the base included and void not counted: ids run from 1 to this number.</summary>
    public int TypeCount => FirstOwnId + _table.Count - 1;

    /// <summary>The first id that is not the base's: 1 in a whole object.</summary>
    public int FirstOwnId => _base is null ? 1 : _base.TypeCount + 1;

    /// <summary>Size of a pointer in bytes, by the size of <c>long</c>; 8 where there is none.</summary>
    public uint PointerSizeBytes => _pointerSize.Value;

    /// <summary>The void type.</summary>
    public BtfType Void => new(this, 0, 0);

    /// <summary>The type of an id.</summary>
    /// <param name="id">0 (void) to <see cref="TypeCount"/>.</param>
    /// <returns>The type; of the base when the id is one of its.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such type.</exception>
    public BtfType this[uint id]
    {
        get
        {
            if (id == 0) return Void;
            long own = (long)id - FirstOwnId + 1;
            if (own < 1) return _base![id];
            return own <= _table.Count
                ? new BtfType(this, id, _table.OffsetOf((int)own))
                : throw new ArgumentOutOfRangeException(nameof(id), id, $"BTF has types 1 to {TypeCount}");
        }
    }

    /// <summary>All types by ascending id, the base's first, void not included.</summary>
    public IEnumerable<BtfType> Types
    {
        get
        {
            for (uint id = 1; id <= TypeCount; id++) yield return this[id];
        }
    }

    internal ReadOnlySpan<byte> TypeBytes => _bytes.Span.Slice(_layout.TypeStart, _layout.TypeLength);

    internal ReadOnlySpan<byte> StringBytes => _bytes.Span.Slice(_layout.StringStart, _layout.StringLength);

    /// <summary>One past the last string; strings are numbered through, the base's first.</summary>
    internal uint StringEnd => FirstOwnString + (uint)_layout.StringLength;

    private uint FirstOwnString => _base?.StringEnd ?? 0;

    /// <summary>
    /// Reads and checks a BTF object: header, string section, every type's kind, extent, names and references, and that no
    /// type contains itself (kernel/bpf/btf.c, Linux 6.18: what btf_parse_hdr, the kinds' check_meta and btf_resolve refuse).
    /// Not checked, because clang leaves it to the loader: sizes of data sections and offsets of their variables.
    /// </summary>
    /// <param name="bytes">The object; kept, not copied.</param>
    /// <param name="fileOffset">Where the object starts in the file it comes from; added to the offsets of errors.</param>
    /// <exception cref="BpfFormatException">The bytes are no well-formed little-endian BTF.</exception>
    public static Btf Parse(ReadOnlyMemory<byte> bytes, long fileOffset = 0) => Read(bytes, null, fileOffset);

    /// <summary>Reads and checks a split BTF object, such as a kernel module's, whose ids and strings go on from those of another.</summary>
    /// <param name="bytes">The object; kept, not copied.</param>
    /// <param name="baseTypes">What it is split from.</param>
    /// <param name="fileOffset">Where the object starts in the file it comes from; added to the offsets of errors.</param>
    /// <exception cref="BpfFormatException">The bytes are no well-formed little-endian BTF on top of this base.</exception>
    public static Btf Parse(ReadOnlyMemory<byte> bytes, Btf baseTypes, long fileOffset = 0)
    {
        ArgumentNullException.ThrowIfNull(baseTypes);
        return Read(bytes, baseTypes, fileOffset);
    }

    /// <summary>Reads the types of a file: BTF itself, such as <c>/sys/kernel/btf/vmlinux</c>, or the <c>.BTF</c> section of an ELF file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BpfFormatException">The file is neither, malformed, or longer than <see cref="FileBytes.MaximumBytes"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static Btf ReadFile(string path)
    {
        byte[] bytes = FileBytes.Read(path);
        if (!bytes.AsSpan().StartsWith("\u007fELF"u8)) return Parse(bytes);
        string name = Path.GetFileName(path);
        ObjectFile file = ObjectFile.Parse(bytes, name);
        ElfSection section = file.FindSection(".BTF") ?? throw new BpfFormatException($"{name}: an ELF file without section '.BTF'", 0);
        return Parse(section.Data, section.Offset);
    }

    private static Btf Read(ReadOnlyMemory<byte> bytes, Btf? baseTypes, long fileOffset)
    {
        var reader = new BtfReader(bytes.Span, baseTypes, fileOffset);
        BtfLayout layout = reader.ReadHeader();
        BtfTypeTable table = reader.ReadTypes(layout);
        new BtfReferenceCheck(bytes.Span.Slice(layout.TypeStart, layout.TypeLength), table, baseTypes, fileOffset + layout.TypeStart).Run();
        return new Btf(bytes, baseTypes, fileOffset, layout, table);
    }

    /// <summary>A string of the string section.</summary>
    /// <param name="offset">Its offset in bytes; 0 is the empty string.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is outside the section.</exception>
    public string StringAt(uint offset) => offset == 0 ? "" : Encoding.UTF8.GetString(StringBytesAt(offset));

    /// <summary>Offset of an own type in the type section.</summary>
    internal int OffsetOf(uint id) => _table.OffsetOf((int)id - FirstOwnId + 1);

    /// <summary>Where a type stands in the file that it was read from.</summary>
    internal long PlaceOf(uint id) => id < FirstOwnId ? _base!.PlaceOf(id) : _fileOffset + _layout.TypeStart + OffsetOf(id);

    /// <summary>True when <see cref="StringAt"/> has a string at the offset.</summary>
    /// <param name="offset">An offset in bytes.</param>
    public bool HasString(uint offset) => offset < StringEnd;

    internal ReadOnlySpan<byte> StringBytesAt(uint offset)
    {
        uint first = FirstOwnString;
        if (offset < first) return _base!.StringBytesAt(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset - first, (uint)_layout.StringLength, nameof(offset));
        ReadOnlySpan<byte> rest = StringBytes[(int)(offset - first)..];
        return rest[..rest.IndexOf((byte)0)];
    }

    /// <summary>Finds a type by name and kind.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="type">Receives the type of the lowest id, or void.</param>
    public bool TryFind(string name, BtfKind kind, out BtfType type)
    {
        foreach (BtfType candidate in FindAll(name))
        {
            if (candidate.Kind != kind) continue;
            type = candidate;
            return true;
        }
        type = Void;
        return false;
    }

    /// <summary>All types of a name, by ascending id.</summary>
    /// <param name="name">The name.</param>
    public IEnumerable<BtfType> FindAll(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0) yield break;
        if (_base is not null)
        {
            foreach (BtfType type in _base.FindAll(name)) yield return type;
        }
        foreach (uint id in _names.Value.Find(Encoding.UTF8.GetBytes(name))) yield return this[id];
    }

    /// <summary>Own types, not the base's, whose names are a name but for the flavour (<c>task_struct___old</c>), by ascending id.</summary>
    internal IEnumerable<BtfType> FindOwnByEssentialName(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? [] : _names.Value.FindEssential(name).Select(id => this[id]);

    /// <summary>Follows const, volatile, restrict and type tags.</summary>
    /// <param name="id">Where to start.</param>
    public BtfType SkipModifiers(uint id)
    {
        BtfType type = this[id];
        while (type.IsModifier) type = type.Target;
        return type;
    }

    /// <summary>Follows typedefs and modifiers to the type behind them.</summary>
    /// <param name="id">Where to start.</param>
    public BtfType Resolve(uint id)
    {
        BtfType type = this[id];
        while (type.IsModifier || type.Kind == BtfKind.Typedef) type = type.Target;
        return type;
    }

    /// <summary>Size of a type in bytes; a pointer's is <see cref="PointerSizeBytes"/>.</summary>
    /// <param name="id">The type.</param>
    /// <param name="sizeBytes">Receives the size, 0 when there is none.</param>
    /// <returns>False for void, functions, prototypes, forward declarations, and arrays of 4 GB and more.</returns>
    public bool TryGetSize(uint id, out uint sizeBytes)
    {
        ulong factor = 1;
        BtfType type = this[id];
        while (type.IsModifier || type.Kind is BtfKind.Typedef or BtfKind.Array or BtfKind.Var or BtfKind.DeclTag)
        {
            if (type.Kind == BtfKind.Array)
            {
                factor *= type.Array.Count;
                if (factor > uint.MaxValue) break;
            }
            type = type.Target;
        }
        ulong size = factor * (type.Kind == BtfKind.Ptr ? PointerSizeBytes : type.StatedSize);
        bool sized = size <= uint.MaxValue && factor <= uint.MaxValue
            && type.Kind is BtfKind.Int or BtfKind.Float or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Struct or BtfKind.Union or BtfKind.Datasec or BtfKind.Ptr;
        sizeBytes = sized ? (uint)size : 0;
        return sized;
    }

    /// <summary>Finds a member of a struct or union by name; members of anonymous structs and unions inside count.</summary>
    /// <param name="id">The struct or union, typedefs and modifiers around it allowed.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="member">Receives the member, its bit offset counted from the outermost struct.</param>
    public bool TryFindMember(uint id, string name, [NotNullWhen(true)] out BtfMember? member)
    {
        // Depth first, each struct once: nested definitions that share parts would else be searched exponentially often.
        var searched = new HashSet<uint>();
        var pending = new Stack<(BtfType Type, uint BitOffset)>();
        pending.Push((Resolve(id), 0));
        while (pending.TryPop(out (BtfType Type, uint BitOffset) place))
        {
            if (!searched.Add(place.Type.Id)) continue;
            ImmutableArray<BtfMember> members = place.Type.Members;
            foreach (BtfMember candidate in members)
            {
                if (candidate.Name != name) continue;
                member = candidate with { BitOffset = place.BitOffset + candidate.BitOffset };
                return true;
            }
            foreach (BtfMember candidate in members.Reverse())
            {
                BtfType inner = Resolve(candidate.TypeId);
                if (candidate.Name.Length == 0 && inner.IsComposite) pending.Push((inner, place.BitOffset + candidate.BitOffset));
            }
        }
        member = null;
        return false;
    }

    // As libbpf finds it out: by an integer of 4 or 8 bytes with one of C's names for long.
    private uint FindPointerSize()
    {
        if (_base is not null) return _base.PointerSizeBytes;
        foreach (string name in (string[])["long", "long int", "int long", "unsigned long", "long unsigned", "unsigned long int", "unsigned int long",
            "long unsigned int", "long int unsigned", "int unsigned long", "int long unsigned"])
        {
            foreach (BtfType type in FindAll(name))
            {
                if (type is { Kind: BtfKind.Int, StatedSize: 4 or 8 }) return type.StatedSize;
            }
        }
        return 8;
    }
}

/// <summary>Where the sections of a BTF object are, from the start of its bytes.</summary>
/// <param name="TypeStart">First byte of the types.</param>
/// <param name="TypeLength">Their length in bytes.</param>
/// <param name="StringStart">First byte of the strings.</param>
/// <param name="StringLength">Their length in bytes.</param>
internal readonly record struct BtfLayout(int TypeStart, int TypeLength, int StringStart, int StringLength);
