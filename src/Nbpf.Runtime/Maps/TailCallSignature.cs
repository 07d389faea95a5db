namespace Nbpf.Runtime.Maps;

/// <summary>All programs that hold or stand in one program array agree in this (struct bpf_map_owner, include/linux/bpf.h).</summary>
/// <param name="Type">Program type.</param>
/// <param name="ExpectedAttachType">Expected attach type.</param>
/// <param name="HasFragments">BPF_F_XDP_HAS_FRAGS.</param>
public readonly record struct TailCallSignature(ProgramType Type, AttachType ExpectedAttachType, bool HasFragments);
