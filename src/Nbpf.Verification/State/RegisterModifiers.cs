namespace Nbpf.Verification.State;

/// <summary>What is said of a register's kind besides it (enum bpf_type_flag, include/linux/bpf.h, Linux 6.18).</summary>
[Flags]
internal enum RegisterModifiers : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The pointer may be NULL and has to be tested before use (PTR_MAYBE_NULL).</summary>
    MayBeNull = 1 << 0,

    /// <summary>Writes are refused (MEM_RDONLY).</summary>
    ReadOnly = 1 << 1,

    /// <summary>A record reserved in a ring buffer (MEM_RINGBUF).</summary>
    RingBuffer = 1 << 2,

    /// <summary>
    /// The pointer was made by adding it to a number: it ends with its reference, but cannot be released. Linux has no such flag, it forgets the reference.
    /// </summary>
    Sum = 1 << 3,
}
