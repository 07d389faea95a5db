namespace Nbpf.Verification.State;

/// <summary>
/// One remembered step of a path, so that precision can be followed backwards: where control came from when it was not the
/// instruction before, which stack slot was spilled or filled, which registers a comparison refined together.
/// </summary>
internal struct HistoryEntry
{
    /// <summary>The instruction spilled to or filled from a stack slot.</summary>
    public const ushort StackAccess = 1 << 9;

    /// <summary>The destination of the comparison is a stack pointer.</summary>
    public const ushort DestinationIsStack = 1 << 10;

    /// <summary>The source of the comparison is a stack pointer.</summary>
    public const ushort SourceIsStack = 1 << 11;

    /// <summary>Slot index of the instruction.</summary>
    public int Instruction;

    /// <summary>Slot index of the instruction executed before.</summary>
    public int Previous;

    /// <summary>Frame number (3 bits), slot number (6 bits) and the flags above.</summary>
    public ushort Flags;

    /// <summary>Registers and slots that share an id, packed by <see cref="LinkedRegisterSet"/>.</summary>
    public ulong Linked;

    /// <summary>Frame of the accessed slot.</summary>
    public readonly int Frame => Flags & 7;

    /// <summary>Number of the accessed slot.</summary>
    public readonly int Slot => (Flags >> 3) & 0x3f;

    /// <summary>Flags of an access to a slot.</summary>
    public static ushort ForSlot(int frame, int slot) => (ushort)(StackAccess | frame | (slot << 3));
}
