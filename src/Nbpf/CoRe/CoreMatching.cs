using Nbpf.Syscall;

namespace Nbpf.CoRe;

/// <summary>
/// Whether a type of the object matches one of the target: what the object knows of it is there and is the same
/// (__bpf_core_types_match). Stricter than <see cref="CoreCompatibility"/>: members, enumerators, sizes and signs count.
/// </summary>
internal sealed class CoreMatching(Btf local, Btf target)
{
    /// <summary>libbpf's limit, of structs and parameters in each other and of pointers and arrays in a row.</summary>
    private const int MaxDepth = 32;

    /// <summary>Names that are compared at most; a kernel's largest struct takes a hundredth of them.</summary>
    private const int MaxComparisons = 50_000_000;

    // What was compared once is not compared again: structs that share parts would else take exponentially long.
    private readonly Dictionary<(uint Local, uint Target, bool IsBehindPointer), bool> _known = [];
    private int _comparisons;

    /// <summary>Whether two types whose names match, flavours aside, match.</summary>
    internal bool AreTypes(uint localId, uint targetId) => AreTypes(localId, targetId, isBehindPointer: false, MaxDepth);

    private bool AreTypes(uint localId, uint targetId, bool isBehindPointer, int level)
    {
        if (level <= 0) throw TooDeep();
        for (int depth = MaxDepth; depth > 0; depth--)
        {
            BtfType mine = local.Resolve(localId), theirs = target.Resolve(targetId);
            if (!CoreName.Match(mine.NameBytes, theirs.NameBytes)) return false;
            switch (mine.Kind)
            {
                case BtfKind.Unkn:
                    return theirs.IsVoid;
                case BtfKind.Fwd:
                    return theirs.Kind == BtfKind.Fwd ? mine.KindFlag == theirs.KindFlag
                        : isBehindPointer && theirs.Kind == (mine.KindFlag ? BtfKind.Union : BtfKind.Struct);
                case BtfKind.Enum or BtfKind.Enum64:
                    return theirs.IsEnum && AreEnums(mine, theirs);
                case BtfKind.Struct or BtfKind.Union:
                    if (isBehindPointer)
                        return theirs.Kind == mine.Kind || (theirs.Kind == BtfKind.Fwd && theirs.KindFlag == (mine.Kind == BtfKind.Union));
                    return theirs.Kind == mine.Kind && Remembered(mine, theirs, isBehindPointer, level, AreComposites);
                case BtfKind.Int:
                    return theirs.Kind == BtfKind.Int && mine.StatedSize == theirs.StatedSize && IsSigned(mine) == IsSigned(theirs);
                case BtfKind.Ptr:
                    if (theirs.Kind != BtfKind.Ptr) return false;
                    isBehindPointer = true;
                    break;
                case BtfKind.Array:
                    if (theirs.Kind != BtfKind.Array || mine.Array.Count != theirs.Array.Count) return false;
                    break;
                case BtfKind.FuncProto:
                    if (theirs.Kind != BtfKind.FuncProto || !Remembered(mine, theirs, isBehindPointer, level, AreParameters)) return false;
                    break;
                default:
                    return false;
            }
            localId = mine.TargetId;
            targetId = theirs.TargetId;
        }
        throw TooDeep();
    }

    private bool Remembered(BtfType mine, BtfType theirs, bool isBehindPointer, int level, Func<BtfType, BtfType, bool, int, bool> compare)
    {
        (uint, uint, bool) pair = (mine.Id, theirs.Id, isBehindPointer);
        if (_known.TryGetValue(pair, out bool known)) return known;
        bool answer = compare(mine, theirs, isBehindPointer, level);
        _known[pair] = answer;
        return answer;
    }

    private bool AreComposites(BtfType mine, BtfType theirs, bool isBehindPointer, int level)
    {
        if (mine.Count > theirs.Count) return false;
        for (int i = 0; i < mine.Count; i++)
        {
            ReadOnlySpan<byte> name = local.StringBytesAt(mine.MemberNameOffset(i));
            bool isFound = false;
            for (int j = 0; j < theirs.Count && !isFound; j++)
            {
                isFound = AreNames(name, theirs.MemberNameOffset(j))
                    && AreTypes(mine.MemberTypeId(i), theirs.MemberTypeId(j), isBehindPointer, level - 1);
            }
            if (!isFound) return false;
        }
        return true;
    }

    private bool AreParameters(BtfType mine, BtfType theirs, bool isBehindPointer, int level)
    {
        if (mine.Count != theirs.Count) return false;
        for (int i = 0; i < mine.Count; i++)
        {
            if (!AreTypes(mine.ParameterTypeId(i), theirs.ParameterTypeId(i), isBehindPointer, level - 1)) return false;
        }
        return true;
    }

    private bool AreEnums(BtfType mine, BtfType theirs)
    {
        if (mine.StatedSize != theirs.StatedSize || mine.Count > theirs.Count) return false;
        for (int i = 0; i < mine.Count; i++)
        {
            ReadOnlySpan<byte> name = local.StringBytesAt(mine.EnumeratorNameOffset(i));
            bool isFound = false;
            for (int j = 0; j < theirs.Count && !isFound; j++) isFound = AreNames(name, theirs.EnumeratorNameOffset(j));
            if (!isFound) return false;
        }
        return true;
    }

    private bool AreNames(ReadOnlySpan<byte> name, uint targetNameOffset) => ++_comparisons <= MaxComparisons
        ? CoreName.Match(name, target.StringBytesAt(targetNameOffset))
        : throw new CoreFaultException(Errno.E2BIG, "types have too many members to be compared");

    private static bool IsSigned(BtfType type) => type.Integer.Encoding.HasFlag(BtfIntegerEncoding.Signed);

    private static CoreFaultException TooDeep() => new(Errno.EINVAL, "types nest too deeply to be compared");
}
