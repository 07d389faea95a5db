using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Nbpf;

/// <summary>
/// A BTF object: the types of an object file, program, map or kernel (Documentation/bpf/btf.rst). Immutable and
/// thread-safe; types are decoded when asked for, so the kernel's six megabytes cost one array of offsets.
/// </summary>
public sealed class Btf
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _typeStart;
    private readonly int _typeLength;
    private readonly int _stringStart;
    private readonly int _stringLength;
    private readonly int[] _offsets;
    private readonly Lazy<BtfNameIndex> _names;

    private Btf(ReadOnlyMemory<byte> bytes, BtfLayout layout, int[] offsets)
    {
        _bytes = bytes;
        _typeStart = layout.TypeStart;
        _typeLength = layout.TypeLength;
        _stringStart = layout.StringStart;
        _stringLength = layout.StringLength;
        _offsets = offsets;
        _names = new Lazy<BtfNameIndex>(() => new BtfNameIndex(this));
    }

    /// <summary>The bytes the object was read from.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Number of types, void not counted: ids run from 1 to this number.</summary>
    public int TypeCount => _offsets.Length - 1;

    /// <summary>The void type.</summary>
    public BtfType Void => new(this, 0, 0);

    /// <summary>The type of an id.</summary>
    /// <param name="id">0 (void) to <see cref="TypeCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such type.</exception>
    public BtfType this[uint id] => id < (uint)_offsets.Length
        ? new BtfType(this, id, _offsets[id])
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"BTF has types 1 to {TypeCount}");

    /// <summary>All types by ascending id, void not included.</summary>
    public IEnumerable<BtfType> Types
    {
        get
        {
            for (uint id = 1; id < (uint)_offsets.Length; id++) yield return this[id];
        }
    }

    internal ReadOnlySpan<byte> TypeBytes => _bytes.Span.Slice(_typeStart, _typeLength);

    internal ReadOnlySpan<byte> StringBytes => _bytes.Span.Slice(_stringStart, _stringLength);

    /// <summary>
    /// Reads and checks a BTF object: header, string section, every type's kind, extent, names and references, and that no
    /// type contains itself (kernel/bpf/btf.c, Linux 6.18: what btf_parse_hdr, the kinds' check_meta and btf_resolve refuse).
    /// Not checked, because clang leaves it to the loader: sizes of data sections and offsets of their variables.
    /// </summary>
    /// <param name="bytes">The object; kept, not copied.</param>
    /// <param name="fileOffset">Where the object starts in the file it comes from; added to the offsets of errors.</param>
    /// <exception cref="BpfFormatException">The bytes are no well-formed little-endian BTF.</exception>
    public static Btf Parse(ReadOnlyMemory<byte> bytes, long fileOffset = 0)
    {
        var reader = new BtfReader(bytes.Span, fileOffset);
        BtfLayout layout = reader.ReadHeader();
        int[] offsets = reader.ReadTypes(layout);
        var btf = new Btf(bytes, layout, offsets);
        new BtfReferenceCheck(btf, fileOffset + layout.TypeStart, offsets).Run();
        return btf;
    }

    /// <summary>A string of the string section.</summary>
    /// <param name="offset">Its offset in bytes; 0 is the empty string.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is outside the section.</exception>
    public string StringAt(uint offset) => offset == 0 ? "" : Encoding.UTF8.GetString(StringBytesAt(offset));

    internal int OffsetOf(uint id) => _offsets[id];

    internal bool HasString(uint offset) => offset < (uint)_stringLength;

    internal ReadOnlySpan<byte> StringBytesAt(uint offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, (uint)_stringLength);
        ReadOnlySpan<byte> rest = StringBytes[(int)offset..];
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
        foreach (uint id in _names.Value.Find(Encoding.UTF8.GetBytes(name))) yield return this[id];
    }

    /// <summary>All types whose names are a name but for the flavour (<c>task_struct___old</c>), by ascending id.</summary>
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

    /// <summary>Size of a type in bytes; a pointer's is 8.</summary>
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
        ulong size = factor * (type.Kind == BtfKind.Ptr ? 8ul : type.StatedSize);
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
}

/// <summary>Where the sections of a BTF object are, from the start of its bytes.</summary>
/// <param name="TypeStart">First byte of the types.</param>
/// <param name="TypeLength">Their length in bytes.</param>
/// <param name="StringStart">First byte of the strings.</param>
/// <param name="StringLength">Their length in bytes.</param>
internal readonly record struct BtfLayout(int TypeStart, int TypeLength, int StringStart, int StringLength);
