namespace Nbpf.Verification;

/// <summary>What the verifier proved of one instruction, for the rewrite and the compiler (struct bpf_insn_aux_data, Linux 6.18).</summary>
public readonly record struct InstructionFacts
{
    /// <summary>True when some path executes the instruction; others are dead code.</summary>
    public bool IsReached { get; init; }

    /// <summary>For loads and stores: what the base register pointed to.</summary>
    public PointerKind Pointer { get; init; }

    /// <summary>For a 64-bit immediate load of a map or map value, and for a helper call with a map argument that was the same map on every path: that map.
    /// For a call on an inner map: the template.</summary>
    public IMapFacts? Map { get; init; }

    /// <summary>True when <see cref="Map"/> is the template of inner maps: the map at run time is another one, and of its size
    /// and address nothing is known but what every inner map must share with the template.</summary>
    public bool IsInnerTemplate { get; init; }

    /// <summary>For a helper call with a map argument: different maps on different paths (a poisoned map pointer).</summary>
    public bool HasSeveralMaps { get; init; }

    /// <summary>For bpf_tail_call: the index when it is one constant on all paths, else -1.</summary>
    public long ConstantTailCallIndex { get; init; }

    /// <summary>For bpf_loop: the callback's first slot when flags were 0 and the callback one function on all paths, so that the loop may be inlined; else -1.</summary>
    public int InlineLoopCallback { get; init; }
}
