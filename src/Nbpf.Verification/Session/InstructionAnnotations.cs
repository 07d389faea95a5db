using Nbpf.Verification.State;

namespace Nbpf.Verification.Session;

/// <summary>What exploration gathers of one instruction over all paths (struct bpf_insn_aux_data, Linux 6.18).</summary>
internal struct InstructionAnnotations
{
    /// <summary>Value of <see cref="TailCallIndex"/> when there is none.</summary>
    public const long NoIndex = -1;

    /// <summary>Some path executes the instruction.</summary>
    public bool IsReached;

    /// <summary>First kind of pointer the instruction accessed memory through.</summary>
    public RegisterKind Pointer;

    /// <summary>Different kinds on different paths.</summary>
    public bool HasSeveralPointers;

    /// <summary>For a map or map value load, or a call with a map: the map's number plus one; 0 before any.</summary>
    public int MapPlusOne;

    /// <summary>Different maps on different paths.</summary>
    public bool HasSeveralMaps;

    /// <summary>For bpf_tail_call: some path was seen.</summary>
    public bool HasTailCallIndex;

    /// <summary>For bpf_tail_call: the constant index on all paths so far, or <see cref="NoIndex"/>.</summary>
    public long TailCallIndex;

    /// <summary>For bpf_loop: some path was seen.</summary>
    public bool HasLoop;

    /// <summary>For bpf_loop: flags were 0 and the callback the same on all paths so far.</summary>
    public bool LoopFitsInline;

    /// <summary>For bpf_loop: subprogram number of the callback.</summary>
    public int LoopCallback;
}
