namespace Nbpf.Verification.State;

/// <summary>What a byte of the stack holds (enum bpf_stack_slot_type, include/linux/bpf_verifier.h, Linux 6.18).</summary>
internal enum StackByte : byte
{
    /// <summary>Never written.</summary>
    Invalid,

    /// <summary>Part of a spilled register.</summary>
    Spill,

    /// <summary>Some number.</summary>
    Misc,

    /// <summary>Zero.</summary>
    Zero,
}
