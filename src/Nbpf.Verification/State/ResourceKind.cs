namespace Nbpf.Verification.State;

/// <summary>What a path can hold and must give back (enum ref_state_type, include/linux/bpf_verifier.h, Linux 6.18).</summary>
internal enum ResourceKind : byte
{
    /// <summary>A reference to an object, which pointers carry (REF_TYPE_PTR).</summary>
    Reference,
}
