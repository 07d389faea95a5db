using Nbpf.Syscall;

namespace Nbpf.CoRe;

/// <summary>
/// Whether a type of the object may stand for one of the target. Types are compatible by kind, as libbpf has it: sizes and
/// signs of integers, lengths of arrays and the insides of structs do not count.
/// </summary>
internal sealed class CoreCompatibility(Btf local, Btf target)
{
    /// <summary>libbpf's limit of pointers, arrays and prototypes in each other.</summary>
    private const int MaxDepth = 32;

    // Prototypes whose parameters share parts would else be compared exponentially often.
    private readonly HashSet<(uint Local, uint Target)> _compatible = [];

    /// <summary>Kinds that may stand for each other: the same, or the two of enums.</summary>
    internal static bool AreKindsCompatible(BtfType left, BtfType right) => left.Kind == right.Kind || (left.IsEnum && right.IsEnum);

    /// <summary>Whether two types whose names match are compatible (__bpf_core_types_are_compat).</summary>
    internal bool AreTypes(uint localId, uint targetId)
    {
        _compatible.Clear();
        return AreTypes(localId, targetId, MaxDepth);
    }

    /// <summary>Whether a field of one type may be found as a field of the other (bpf_core_fields_are_compat).</summary>
    internal bool AreFields(uint localId, uint targetId)
    {
        BtfType mine = local.Resolve(localId), theirs = target.Resolve(targetId);
        while (mine.Kind == BtfKind.Array && theirs.Kind == BtfKind.Array)
        {
            mine = local.Resolve(mine.Array.ElementTypeId);
            theirs = target.Resolve(theirs.Array.ElementTypeId);
        }
        if (mine.IsComposite && theirs.IsComposite) return true;
        if (!AreKindsCompatible(mine, theirs)) return false;
        switch (mine.Kind)
        {
            case BtfKind.Ptr or BtfKind.Float:
                return true;
            case BtfKind.Fwd or BtfKind.Enum or BtfKind.Enum64:
                return mine.NameOffset == 0 || theirs.NameOffset == 0 || CoreName.Match(mine.NameBytes, theirs.NameBytes);
            case BtfKind.Int:
                return mine.Integer.BitOffset == 0 && theirs.Integer.BitOffset == 0;
            default:
                return false;
        }
    }

    private bool AreTypes(uint localId, uint targetId, int level)
    {
        if (!AreKindsCompatible(local[localId], target[targetId])) return false;
        for (int depth = MaxDepth; depth > 0; depth--)
        {
            BtfType mine = local.Resolve(localId), theirs = target.Resolve(targetId);
            if (!AreKindsCompatible(mine, theirs)) return false;
            switch (mine.Kind)
            {
                case BtfKind.Unkn or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Fwd:
                    return true;
                case BtfKind.Int:
                    return mine.Integer.BitOffset == 0 && theirs.Integer.BitOffset == 0;
                case BtfKind.Ptr or BtfKind.Array:
                    break;
                case BtfKind.FuncProto:
                    if (!_compatible.Add((mine.Id, theirs.Id))) return true;
                    if (!AreParameters(mine, theirs, level)) return false;
                    localId = local.Resolve(mine.TargetId).Id;
                    targetId = target.Resolve(theirs.TargetId).Id;
                    continue;
                default:
                    return false;
            }
            localId = mine.TargetId;
            targetId = theirs.TargetId;
        }
        throw TooDeep();
    }

    // A pair is taken for compatible while it is looked at. One that turns out otherwise ends the whole comparison.
    private bool AreParameters(BtfType mine, BtfType theirs, int level)
    {
        if (mine.Count != theirs.Count) return false;
        if (mine.Count > 0 && level <= 0) throw TooDeep();
        for (int i = 0; i < mine.Count; i++)
        {
            if (!AreTypes(local.Resolve(mine.ParameterTypeId(i)).Id, target.Resolve(theirs.ParameterTypeId(i)).Id, level - 1)) return false;
        }
        return true;
    }

    private static CoreFaultException TooDeep() => new(Errno.EINVAL, "types nest too deeply to be compared");
}
