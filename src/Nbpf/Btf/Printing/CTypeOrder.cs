namespace Nbpf;

/// <summary>
/// The order in which definitions must stand in C. What is contained stands before what contains it; what is only pointed
/// at need not, if it has a name to declare: nameless types are defined where they are used, so all they contain is needed there.
/// </summary>
internal sealed class CTypeOrder
{
    private readonly Btf _btf;
    private readonly CPrintingBounds _bounds;
    private readonly State[] _states;
    private readonly bool[] _isReferred;
    private readonly List<uint> _queue = [];

    private enum State : byte
    {
        New,
        Open,
        Done,
    }

    internal CTypeOrder(Btf btf, CPrintingBounds bounds)
    {
        _btf = btf;
        _bounds = bounds;
        _states = new State[btf.TypeCount + 1];
        _states[0] = State.Done;
        _isReferred = new bool[btf.TypeCount + 1];
        foreach (BtfType type in btf.Types) MarkReferred(type);
    }

    /// <summary>The definitions that a type needs and that were not taken yet, itself included.</summary>
    internal IReadOnlyList<uint> Take(uint id)
    {
        _queue.Clear();
        Order(id, isThroughPointer: false);
        return _queue;
    }

    // A nameless enum that nothing refers to is one of constants at file level; the result of a prototype does not count.
    private void MarkReferred(BtfType type)
    {
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                for (int i = 0; i < type.Count; i++) _isReferred[type.Member(i).TypeId] = true;
                break;
            case BtfKind.FuncProto:
                for (int i = 0; i < type.Count; i++) _isReferred[type.Parameter(i).TypeId] = true;
                break;
            case BtfKind.Datasec:
                for (int i = 0; i < type.Count; i++) _isReferred[type.SectionVariable(i).TypeId] = true;
                break;
            case BtfKind.Array:
                _isReferred[type.Array.IndexTypeId] = true;
                _isReferred[type.TargetId] = true;
                break;
            default:
                _isReferred[type.TargetId] = true;
                break;
        }
    }

    /// <summary>True when the type must be defined before what refers to it, false when a declaration will do.</summary>
    private bool Order(uint id, bool isThroughPointer)
    {
        if (_states[id] == State.Done) return true;
        _bounds.Enter(id);
        BtfType type = _btf[id];
        if (_states[id] == State.Open)
        {
            if (type.IsComposite && isThroughPointer && type.NameOffset != 0) return false;
            throw _bounds.Fault(id, "needs itself to be defined before itself");
        }
        switch (type.Kind)
        {
            case BtfKind.Ptr:
                bool isPointeeNeeded = Order(type.TargetId, isThroughPointer: true);
                _states[id] = State.Done;
                return isPointeeNeeded;
            case BtfKind.Array:
                return Order(type.TargetId, isThroughPointer: false);
            case BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag:
                return Order(type.TargetId, isThroughPointer);
            case BtfKind.FuncProto:
                return OrderPrototype(type, isThroughPointer);
            case BtfKind.Struct or BtfKind.Union:
                if (isThroughPointer && type.NameOffset != 0) return false;
                _states[id] = State.Open;
                for (int i = 0; i < type.Count; i++) Order(type.Member(i).TypeId, isThroughPointer: false);
                return Define(id, isTopLevel: type.NameOffset != 0);
            case BtfKind.Enum or BtfKind.Enum64 or BtfKind.Fwd:
                return Define(id, isTopLevel: type.NameOffset != 0 || !_isReferred[id]);
            case BtfKind.Typedef:
                // Like a struct it can be declared, by being defined to what is declared.
                if (!Order(type.TargetId, isThroughPointer) && isThroughPointer) return false;
                return Define(id, isTopLevel: true);
            default:
                _states[id] = State.Done;
                return false;
        }
    }

    private bool OrderPrototype(BtfType type, bool isThroughPointer)
    {
        bool isNeeded = Order(type.TargetId, isThroughPointer);
        for (int i = 0; i < type.Count; i++) isNeeded |= Order(type.Parameter(i).TypeId, isThroughPointer);
        return isNeeded;
    }

    private bool Define(uint id, bool isTopLevel)
    {
        if (isTopLevel) _queue.Add(id);
        _states[id] = State.Done;
        return true;
    }
}
