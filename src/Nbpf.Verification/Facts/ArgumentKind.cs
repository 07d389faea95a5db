namespace Nbpf.Verification;

/// <summary>What a helper expects in one argument register (enum bpf_arg_type, include/linux/bpf.h, Linux 6.18).</summary>
public enum ArgumentKind : byte
{
    /// <summary>The helper has no such argument.</summary>
    None,

    /// <summary>Any initialised value.</summary>
    Anything,

    /// <summary>A map (ARG_CONST_MAP_PTR).</summary>
    ConstMapPointer,

    /// <summary>A key of the map in an earlier argument.</summary>
    MapKey,

    /// <summary>A value of the map in an earlier argument.</summary>
    MapValue,

    /// <summary>Memory whose size the next argument gives, or of <see cref="HelperArgument.FixedSizeBytes"/>.</summary>
    Memory,

    /// <summary>Size in bytes of the memory before it; not zero.</summary>
    Size,

    /// <summary>Size in bytes of the memory before it; may be zero.</summary>
    SizeOrZero,

    /// <summary>A constant size in bytes of what the helper returns.</summary>
    AllocationSizeOrZero,

    /// <summary>The program's context.</summary>
    Context,

    /// <summary>A subprogram to call back.</summary>
    Callback,

    /// <summary>A pointer into the stack, or a null constant.</summary>
    StackOrNull,

    /// <summary>A record reserved in a ring buffer (ARG_PTR_TO_RINGBUF_MEM).</summary>
    RingBufferMemory,

    /// <summary>A NUL-terminated string in a frozen read-only map.</summary>
    ConstString,
}
