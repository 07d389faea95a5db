namespace Nbpf.Verification.Cfg;

/// <summary>What of a called helper or kfunc matters to where states are compared (kernel/bpf/verifier.c, Linux 6.18).</summary>
[Flags]
public enum CallTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Calls a subprogram back before it returns (bpf_loop, bpf_for_each_map_elem, …).</summary>
    SynchronousCallback = 1,

    /// <summary>Has a subprogram called later (bpf_timer_set_callback, …).</summary>
    AsynchronousCallback = 2,

    /// <summary>Advances an open-coded iterator (bpf_iter_num_next, …).</summary>
    IteratorNext = 4,
}
