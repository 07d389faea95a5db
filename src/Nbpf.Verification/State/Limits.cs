namespace Nbpf.Verification.State;

/// <summary>The verifier's limits (include/linux/bpf_verifier.h and kernel/bpf/verifier.c, Linux 6.18).</summary>
internal static class Limits
{
    /// <summary>Instructions explored over all paths.</summary>
    public const int ProcessedInstructions = 1_000_000;

    /// <summary>Branches pending at one time.</summary>
    public const int PendingBranches = 8192;

    /// <summary>Frames of a call chain.</summary>
    public const int CallFrames = 8;

    /// <summary>Bytes of stack of one frame, and of a call chain.</summary>
    public const int StackBytes = 512;

    /// <summary>Offsets of pointers stay below this, in absolute value.</summary>
    public const long MaxVariableOffset = 1L << 29;

    /// <summary>Sizes passed to helpers stay below this.</summary>
    public const ulong MaxVariableSize = 1UL << 29;

    /// <summary>Packet offsets that comparisons can prove.</summary>
    public const ulong MaxPacketOffset = 0xffff;

    /// <summary>Bytes of checkpoints and pending branches. Linux has no such limit, it ends with the machine's memory.</summary>
    public const long StateBytes = 1L << 30;

    /// <summary>History entries after which a checkpoint is forced.</summary>
    public const int HistoryEntries = 40;

    /// <summary>Registers that one comparison can refine together.</summary>
    public const int LinkedRegisters = 6;

    /// <summary>Maps of one program.</summary>
    public const int Maps = 64;

    /// <summary>Rounds after which loops' precision marks give up and everything becomes precise.</summary>
    public const int BackedgeRounds = 64;
}
