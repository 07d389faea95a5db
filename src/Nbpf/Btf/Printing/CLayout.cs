namespace Nbpf;

/// <summary>What a C compiler would make of the layout of structs: alignment, and whether it must be told to pack.</summary>
internal sealed class CLayout(Btf btf, CPrintingBounds bounds)
{
    private const uint PointerSize = 8;
    private const int Unknown = -1;

    private readonly int[] _alignments = CreateUnknown(btf.TypeCount + 1);

    /// <summary>Alignment in bytes; 0 for what has none, such as void and declarations.</summary>
    internal int AlignmentOf(uint id)
    {
        if (_alignments[id] != Unknown) return _alignments[id];
        bounds.Enter(id);
        BtfType type = btf[id];
        return _alignments[id] = type.Kind switch
        {
            BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float => (int)Math.Min(PointerSize, type.StatedSize),
            BtfKind.Ptr => (int)PointerSize,
            BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag or BtfKind.Array => AlignmentOf(type.TargetId),
            BtfKind.Struct or BtfKind.Union => AlignmentOfComposite(type),
            _ => 0,
        };
    }

    /// <summary>True when the members of a struct are where no alignment would put them, or its size is no multiple of theirs.</summary>
    internal bool IsPacked(BtfType type)
    {
        int widest = 1;
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = type.Member(i);
            int alignment = AlignmentOf(member.TypeId);
            if (IsMisplaced(member, alignment)) return true;
            widest = Math.Max(widest, alignment);
        }
        return type.StatedSize % widest != 0;
    }

    private int AlignmentOfComposite(BtfType type)
    {
        int widest = 1;
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = type.Member(i);
            int alignment = AlignmentOf(member.TypeId);
            if (alignment == 0) return 0;
            widest = Math.Max(widest, alignment);
            if (IsMisplaced(member, alignment)) return 1;
        }
        return type.StatedSize % widest == 0 ? widest : 1;
    }

    private static bool IsMisplaced(BtfMember member, int alignment) => alignment > 0 && !member.IsBitfield && member.BitOffset % (8 * alignment) != 0;

    private static int[] CreateUnknown(int length)
    {
        var alignments = new int[length];
        Array.Fill(alignments, Unknown);
        return alignments;
    }
}
