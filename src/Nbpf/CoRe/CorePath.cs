namespace Nbpf.CoRe;

/// <summary>
/// A relocation's path in one BTF, the object's or the target's: from a root type by members and elements to a field, to an
/// enumerator, or nowhere when the relocation is about the type itself. It is kept twice: as numbers, one for each nested
/// level (<c>0:1:2</c>), and as points, without the anonymous structs and unions on the way, because these may differ.
/// </summary>
internal sealed class CorePath(Btf types, uint rootTypeId, CoreRelocationKind kind)
{
    /// <summary>libbpf's limit of levels (BPF_CORE_SPEC_MAX_LEN).</summary>
    internal const int MaxLevels = 64;

    private readonly List<int> _levels = [];
    private readonly List<CorePathPoint> _points = [];

    /// <summary>The types it leads through.</summary>
    internal Btf Types => types;

    /// <summary>Where it starts, typedefs and modifiers kept.</summary>
    internal uint RootTypeId => rootTypeId;

    /// <summary>What is asked of its end.</summary>
    internal CoreRelocationKind Kind => kind;

    /// <summary>Index by level.</summary>
    internal IReadOnlyList<int> Levels => _levels;

    /// <summary>The points.</summary>
    internal IReadOnlyList<CorePathPoint> Points => _points;

    /// <summary>Where the field starts in its root, in bits; 32 bits wide as in libbpf.</summary>
    internal uint BitOffset { get; private set; }

    /// <summary>Goes one level down.</summary>
    internal void Enter(int index, uint bitOffset)
    {
        if (_levels.Count == MaxLevels) throw new CoreFaultException(Syscall.Errno.E2BIG, $"more than {MaxLevels} levels of structs, unions and arrays");
        _levels.Add(index);
        BitOffset = unchecked(BitOffset + bitOffset);
    }

    /// <summary>Takes the last <see cref="Enter"/> back.</summary>
    internal void Leave(uint bitOffset)
    {
        _levels.RemoveAt(_levels.Count - 1);
        BitOffset = unchecked(BitOffset - bitOffset);
    }

    /// <summary>Notes a point at the current level.</summary>
    internal void Note(CorePathPoint point) => _points.Add(point);

    /// <summary>How far an element lies from the first one, in bits.</summary>
    internal static uint ElementOffset(Btf types, uint elementTypeId, int index) =>
        unchecked((uint)(index * (long)SizeOf(types, elementTypeId) * 8));

    /// <summary>Size of a type in bytes.</summary>
    internal static uint SizeOf(Btf types, uint typeId) => types.TryGetSize(typeId, out uint size)
        ? size
        : throw new CoreFaultException(Syscall.Errno.EINVAL, $"{CorePathText.Describe(types[typeId])} has no size");

    /// <summary>True when an array is the last member of the struct whose member the last point is, without a length of its own.</summary>
    internal bool EndsInFlexibleArray(BtfArrayShape array) =>
        array.Count == 0 && _points is [.., { IsElement: false } last] && last.Index == types[last.TypeId].Count - 1;
}
