namespace Nbpf;

/// <summary>
/// Second pass over a BTF object: every reference names a type that may stand there, and no chain of pointers, typedefs and
/// modifiers and no containment of structs, unions and arrays comes back to where it started
/// (btf_resolve, kernel/bpf/btf.c: a struct ends a chain of pointers, a pointer ends a containment).
/// </summary>
internal sealed class BtfReferenceCheck(Btf btf, long typeSectionOffset)
{
    // Linux gives up at a depth of 32 (MAX_RESOLVE_DEPTH) that depends on the order of the types; this bound does not.
    private const int MaxChainLength = 128;

    private enum Mark : byte
    {
        New,
        Open,
        Done,
    }

    private uint FirstId => (uint)btf.FirstOwnId;

    internal void Run()
    {
        for (uint id = FirstId; id <= btf.TypeCount; id++) CheckReferences(btf[id]);
        CheckChains();
        CheckContainment();
    }

    private void CheckReferences(BtfType type)
    {
        switch (type.Kind)
        {
            case BtfKind.Ptr or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag:
                CheckValueType(type, type.TargetId, 8);
                break;
            case BtfKind.Func:
                CheckId(type, type.TargetId, 8);
                if (type.Target.Kind != BtfKind.FuncProto) throw Fault(type, $"refers to {Describe(type.Target)}, expected a function prototype", 8);
                break;
            case BtfKind.FuncProto:
                CheckValueType(type, type.TargetId, 8);
                for (int i = 0; i < type.Count; i++) CheckValueType(type, ParameterTypeId(type, i), 16 + (8 * i));
                break;
            case BtfKind.Var:
                CheckValueType(type, type.TargetId, 8);
                break;
            case BtfKind.Array:
                CheckValueType(type, type.Array.ElementTypeId, 12);
                CheckValueType(type, type.Array.IndexTypeId, 16);
                break;
            case BtfKind.Struct or BtfKind.Union:
                for (int i = 0; i < type.Count; i++) CheckValueType(type, MemberTypeId(type, i), 16 + (12 * i));
                break;
            case BtfKind.Datasec:
                for (int i = 0; i < type.Count; i++)
                {
                    uint id = type.SectionVariable(i).TypeId;
                    CheckId(type, id, 12 + (12 * i));
                    if (btf[id].Kind is not (BtfKind.Var or BtfKind.Func))
                        throw Fault(type, $"holds {Describe(btf[id])}, expected a variable or function", 12 + (12 * i));
                }
                break;
            case BtfKind.DeclTag:
                CheckDeclarationTag(type);
                break;
        }
    }

    private void CheckDeclarationTag(BtfType tag)
    {
        CheckId(tag, tag.TargetId, 8);
        BtfType target = tag.Target;
        int components = target.Kind switch
        {
            BtfKind.Struct or BtfKind.Union => target.Count,
            BtfKind.Func => target.Target.Kind == BtfKind.FuncProto ? target.Target.Count : 0,
            BtfKind.Var or BtfKind.Typedef => 0,
            _ => throw Fault(tag, $"is on {Describe(target)}", 8),
        };
        if (tag.ComponentIndex < -1 || tag.ComponentIndex >= components)
            throw Fault(tag, $"component index {tag.ComponentIndex} of {components} components", 12);
    }

    // What a pointer, member, element or parameter may be: not a function, variable, section or declaration tag.
    private void CheckValueType(BtfType type, uint id, int at)
    {
        CheckId(type, id, at);
        BtfKind kind = btf[id].Kind;
        if (kind is BtfKind.Datasec or BtfKind.DeclTag || (kind is BtfKind.Func or BtfKind.Var))
            throw Fault(type, $"refers to {Describe(btf[id])}", at);
    }

    private void CheckId(BtfType type, uint id, int at)
    {
        if (id > (uint)btf.TypeCount) throw Fault(type, $"refers to type {id} of {btf.TypeCount}", at);
    }

    // Nothing leads from the base back here, and the base was checked on its own.
    // Out-degree one: walk until a type whose depth is known or, in a loop, one of this very walk; then count back.
    private void CheckChains()
    {
        var depths = new byte[btf.TypeCount + 1];
        var marks = new Mark[btf.TypeCount + 1];
        var walk = new Stack<uint>();
        for (uint start = FirstId; start <= btf.TypeCount; start++)
        {
            uint id = start;
            for (; id >= FirstId && IsChained(btf[id]) && marks[id] == Mark.New; id = btf[id].TargetId)
            {
                marks[id] = Mark.Open;
                walk.Push(id);
            }
            if (marks[id] == Mark.Open) throw Fault(btf[id], "refers to itself", 8);
            int depth = depths[id];
            while (walk.TryPop(out uint passed))
            {
                if (++depth > MaxChainLength) throw Fault(btf[passed], $"a chain of more than {MaxChainLength} references", 8);
                depths[passed] = (byte)depth;
                marks[passed] = Mark.Done;
            }
        }
    }

    private static bool IsChained(BtfType type) => type.IsModifier || type.Kind is BtfKind.Typedef or BtfKind.Ptr;

    private void CheckContainment()
    {
        var marks = new Mark[btf.TypeCount + 1];
        var path = new Stack<(uint Id, int NextPart)>();
        for (uint start = FirstId; start <= btf.TypeCount; start++)
        {
            if (marks[start] != Mark.New) continue;
            marks[start] = Mark.Open;
            path.Push((start, 0));
            while (path.TryPop(out (uint Id, int NextPart) step))
            {
                BtfType type = btf[step.Id];
                if (step.NextPart == PartCount(type))
                {
                    marks[step.Id] = Mark.Done;
                    continue;
                }
                path.Push((step.Id, step.NextPart + 1));
                uint part = type.IsComposite ? MemberTypeId(type, step.NextPart) : type.TargetId;
                if (marks[part] == Mark.Open) throw Fault(btf[part], "contains itself", 8);
                if (part < FirstId || marks[part] == Mark.Done) continue;
                marks[part] = Mark.Open;
                path.Push((part, 0));
            }
        }
    }

    private static int PartCount(BtfType type) => type.Kind switch
    {
        BtfKind.Struct or BtfKind.Union => type.Count,
        BtfKind.Array or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag => 1,
        _ => 0,
    };

    // Ids are read from the bytes, not through Member(): no name is decoded for the half million members of a kernel's BTF.
    private uint MemberTypeId(BtfType type, int index) => WordAt(type, 16 + (12 * index));

    private uint ParameterTypeId(BtfType type, int index) => WordAt(type, 16 + (8 * index));

    private uint WordAt(BtfType type, int at) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(btf.TypeBytes[(btf.OffsetOf(type.Id) + at)..]);

    private static string Describe(BtfType type) => type.IsVoid ? "void" : $"type {type.Id} ({type.Kind})";

    private BpfFormatException Fault(BtfType type, string message, int at) =>
        new($"BTF type {type.Id} ({type.Kind}): {message}", typeSectionOffset + btf.OffsetOf(type.Id) + at);
}
