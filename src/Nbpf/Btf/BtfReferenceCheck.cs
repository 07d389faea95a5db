using System.Buffers.Binary;

namespace Nbpf;

/// <summary>
/// Second pass over a BTF object: every reference names a type that may stand there, and no chain of pointers, typedefs and
/// modifiers and no containment of structs, unions and arrays comes back to where it started
/// (btf_resolve, kernel/bpf/btf.c: a struct ends a chain of pointers, a pointer ends a containment). It reads words and kinds
/// from arrays, not through <see cref="BtfType"/>: the kernel's own types have half a million members.
/// </summary>
internal readonly ref struct BtfReferenceCheck
{
    // Linux gives up at a depth of 32 (MAX_RESOLVE_DEPTH) that depends on the order of the types; this bound does not.
    private const int MaxChainLength = 128;

    private readonly ReadOnlySpan<byte> _types;
    private readonly BtfTypeTable _table;
    private readonly Btf? _base;
    private readonly uint _firstId;
    private readonly uint _lastId;
    private readonly long _typeSectionOffset;

    internal BtfReferenceCheck(ReadOnlySpan<byte> types, BtfTypeTable table, Btf? baseTypes, long typeSectionOffset)
    {
        _types = types;
        _table = table;
        _base = baseTypes;
        _firstId = (uint)(baseTypes?.TypeCount ?? 0) + 1;
        _lastId = _firstId + (uint)table.Count - 1;
        _typeSectionOffset = typeSectionOffset;
    }

    private enum Mark : byte
    {
        New,
        Open,
        Done,
    }

    internal void Run()
    {
        for (int own = 1; own <= _table.Count; own++) CheckReferences(own, _table.KindOf(own));
        CheckChains();
        CheckContainment();
    }

    private void CheckReferences(int own, BtfKind kind)
    {
        switch (kind)
        {
            case BtfKind.Ptr or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag or BtfKind.Var:
                CheckValueType(own, 8);
                break;
            case BtfKind.Func:
                if (CheckId(own, 8) != BtfKind.FuncProto) throw Fault(own, $"refers to {Describe(WordAt(own, 8))}, expected a function prototype", 8);
                break;
            case BtfKind.FuncProto:
                CheckValueType(own, 8);
                CheckItems(own, 16, 8);
                break;
            case BtfKind.Array:
                CheckValueType(own, 12);
                CheckValueType(own, 16);
                break;
            case BtfKind.Struct or BtfKind.Union:
                CheckItems(own, 16, 12);
                break;
            case BtfKind.Datasec:
                int end = CountOf(own) * 12;
                for (int at = 12; at < 12 + end; at += 12)
                {
                    if (CheckId(own, at) is not (BtfKind.Var or BtfKind.Func)) throw Fault(own, $"holds {Describe(WordAt(own, at))}, expected a variable or function", at);
                }
                break;
            case BtfKind.DeclTag:
                CheckDeclarationTag(own);
                break;
        }
    }

    private void CheckDeclarationTag(int own)
    {
        BtfKind kind = CheckId(own, 8);
        uint target = WordAt(own, 8);
        int components = kind switch
        {
            BtfKind.Struct or BtfKind.Union => CountOf(target),
            BtfKind.Func => KindOf(TargetOf(target)) == BtfKind.FuncProto ? CountOf(TargetOf(target)) : 0,
            BtfKind.Var or BtfKind.Typedef => 0,
            _ => throw Fault(own, $"is on {Describe(target)}", 8),
        };
        int index = (int)WordAt(own, 12);
        if (index < -1 || index >= components) throw Fault(own, $"component index {index} of {components} components", 12);
    }

    private void CheckItems(int own, int firstAt, int itemSize)
    {
        int end = firstAt + (CountOf(own) * itemSize);
        for (int at = firstAt; at < end; at += itemSize) CheckValueType(own, at);
    }

    // What a pointer, member, element or parameter may be: not a function, variable, section or declaration tag.
    private void CheckValueType(int own, int at)
    {
        if (CheckId(own, at) is BtfKind.Datasec or BtfKind.DeclTag or BtfKind.Func or BtfKind.Var) throw Fault(own, $"refers to {Describe(WordAt(own, at))}", at);
    }

    private BtfKind CheckId(int own, int at)
    {
        uint id = WordAt(own, at);
        return id <= _lastId ? KindOf(id) : throw Fault(own, $"refers to type {id} of {_lastId}", at);
    }

    // Nothing leads from the base back here, and the base was checked on its own.
    // Out-degree one: walk until a type whose depth is known or, in a loop, one of this very walk; then count back.
    private void CheckChains()
    {
        var depths = new byte[_table.Count + 1];
        var marks = new Mark[_table.Count + 1];
        var walk = new Stack<int>();
        for (int start = 1; start <= _table.Count; start++)
        {
            int own = start;
            while (own > 0 && marks[own] == Mark.New && IsChained(_table.KindOf(own)))
            {
                marks[own] = Mark.Open;
                walk.Push(own);
                own = OwnIndex(WordAt(own, 8));
            }
            if (own > 0 && marks[own] == Mark.Open) throw Fault(own, "refers to itself", 8);
            int depth = own > 0 ? depths[own] : 0;
            while (walk.TryPop(out int passed))
            {
                if (++depth > MaxChainLength) throw Fault(passed, $"a chain of more than {MaxChainLength} references", 8);
                depths[passed] = (byte)depth;
                marks[passed] = Mark.Done;
            }
        }
    }

    private static bool IsChained(BtfKind kind) => kind is BtfKind.Ptr or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag;

    private void CheckContainment()
    {
        var marks = new Mark[_table.Count + 1];
        var path = new Stack<(int Own, int NextPart)>();
        for (int start = 1; start <= _table.Count; start++)
        {
            if (marks[start] != Mark.New || !IsContainer(_table.KindOf(start))) continue;
            marks[start] = Mark.Open;
            path.Push((start, 0));
            while (path.TryPop(out (int Own, int NextPart) step)) CheckParts(step.Own, step.NextPart, marks, path);
        }
    }

    // Goes on with the parts of a container until one is a container that was not looked at: that one comes first.
    private void CheckParts(int own, int nextPart, Mark[] marks, Stack<(int Own, int NextPart)> path)
    {
        BtfKind kind = _table.KindOf(own);
        bool isComposite = kind is BtfKind.Struct or BtfKind.Union;
        int count = isComposite ? CountOf(own) : 1;
        int firstAt = isComposite ? 16 : kind == BtfKind.Array ? 12 : 8;
        for (; nextPart < count; nextPart++)
        {
            int part = OwnIndex(WordAt(own, firstAt + (nextPart * 12)));
            if (part <= 0 || marks[part] == Mark.Done || !IsContainer(_table.KindOf(part))) continue;
            if (marks[part] == Mark.Open) throw Fault(part, "contains itself", 8);
            marks[part] = Mark.Open;
            path.Push((own, nextPart + 1));
            path.Push((part, 0));
            return;
        }
        marks[own] = Mark.Done;
    }

    private static bool IsContainer(BtfKind kind) => kind is BtfKind.Struct or BtfKind.Union or BtfKind.Array or BtfKind.Typedef or BtfKind.Const
        or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag;

    // Place of an own type in the table; 0 and below for void and the base's.
    private int OwnIndex(uint id) => (int)(id - _firstId) + 1;

    private BtfKind KindOf(uint id) => id >= _firstId ? _table.KindOf(OwnIndex(id)) : id == 0 ? BtfKind.Unkn : _base![id].Kind;

    private int CountOf(uint id) => id >= _firstId ? CountOf(OwnIndex(id)) : _base![id].Count;

    private uint TargetOf(uint id) => id >= _firstId ? WordAt(OwnIndex(id), 8) : _base![id].TargetId;

    private int CountOf(int own) => (int)(WordAt(own, 4) & 0xffff);

    private uint WordAt(int own, int at) => BinaryPrimitives.ReadUInt32LittleEndian(_types[(_table.OffsetOf(own) + at)..]);

    private string Describe(uint id) => id == 0 ? "void" : $"type {id} ({KindOf(id)})";

    private BpfFormatException Fault(int own, string message, int at) =>
        new($"BTF type {_firstId + own - 1} ({_table.KindOf(own)}): {message}", _typeSectionOffset + _table.OffsetOf(own) + at);
}
