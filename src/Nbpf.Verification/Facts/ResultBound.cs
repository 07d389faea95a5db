namespace Nbpf.Verification;

/// <summary>What bounds the number that a helper returns, where its prototype alone does not (do_refine_retval_range, kernel/bpf/verifier.c, Linux 6.18).</summary>
public enum ResultBound : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>0 to the number of possible CPUs, which is not reached.</summary>
    PossibleCpu,

    /// <summary>An error, or at most the size argument.</summary>
    SizeArgument,
}
