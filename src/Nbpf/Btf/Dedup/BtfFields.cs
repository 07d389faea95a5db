namespace Nbpf;

/// <summary>
/// Which 32-bit words of a type hold something: at most one in its head and one in each of its items. Counted from the
/// type's first word, so the head's name is word 0 and its size or type word 2 (struct btf_type, include/uapi/linux/btf.h).
/// </summary>
internal readonly struct BtfFields
{
    private const int NoHead = -1;

    private readonly int _head;
    private readonly int _start;
    private readonly int _stride;

    private BtfFields(int head, int start, int stride, int items)
    {
        _head = head;
        _start = start;
        _stride = stride;
        Count = head == NoHead ? items : items + 1;
    }

    /// <summary>Number of the words.</summary>
    internal int Count { get; }

    /// <summary>The position of one of them.</summary>
    internal int this[int index] => _head == NoHead ? _start + (index * _stride)
        : index == 0 ? _head : _start + ((index - 1) * _stride);

    /// <summary>Number of words of a type.</summary>
    internal static int WordCount(BtfKind kind, int count) => 3 + kind switch
    {
        BtfKind.Int or BtfKind.Var or BtfKind.DeclTag => 1,
        BtfKind.Array => 3,
        BtfKind.Struct or BtfKind.Union or BtfKind.Datasec or BtfKind.Enum64 => 3 * count,
        BtfKind.Enum or BtfKind.FuncProto => 2 * count,
        _ => 0,
    };

    /// <summary>The words that hold type ids.</summary>
    internal static BtfFields TypeIds(BtfKind kind, int count) => kind switch
    {
        BtfKind.Ptr or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.Func
            or BtfKind.Var or BtfKind.DeclTag or BtfKind.TypeTag => new BtfFields(2, 0, 0, 0),
        BtfKind.Array => new BtfFields(NoHead, 3, 1, 2),
        BtfKind.Struct or BtfKind.Union => new BtfFields(NoHead, 4, 3, count),
        BtfKind.FuncProto => new BtfFields(2, 4, 2, count),
        BtfKind.Datasec => new BtfFields(NoHead, 3, 3, count),
        _ => new BtfFields(NoHead, 0, 0, 0),
    };

    /// <summary>The words that hold offsets of strings.</summary>
    internal static BtfFields Names(BtfKind kind, int count) => kind switch
    {
        BtfKind.Struct or BtfKind.Union or BtfKind.Enum64 => new BtfFields(0, 3, 3, count),
        BtfKind.Enum or BtfKind.FuncProto => new BtfFields(0, 3, 2, count),
        _ => new BtfFields(0, 0, 0, 0),
    };
}
