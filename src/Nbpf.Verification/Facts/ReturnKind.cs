namespace Nbpf.Verification;

/// <summary>What a helper leaves in r0 (enum bpf_return_type, include/linux/bpf.h, Linux 6.18).</summary>
public enum ReturnKind : byte
{
    /// <summary>A number (RET_INTEGER).</summary>
    Integer,

    /// <summary>Nothing: r0 is not readable (RET_VOID).</summary>
    Void,

    /// <summary>A value of the map argument or NULL (RET_PTR_TO_MAP_VALUE_OR_NULL).</summary>
    MapValueOrNull,

    /// <summary>Memory of the constant size argument or NULL (RET_PTR_TO_MEM_OR_NULL).</summary>
    MemoryOrNull,

    /// <summary>A new record of the constant size argument in a ring buffer, or NULL (RET_PTR_TO_RINGBUF_MEM_OR_NULL).</summary>
    RingBufferMemoryOrNull,
}
