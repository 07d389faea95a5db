namespace Nbpf.Isa;

/// <summary>What a 64-bit immediate load means, chosen by its source register field (RFC 9669 §5.4; include/uapi/linux/bpf.h).</summary>
public static class PseudoImmediate
{
    /// <summary>A plain constant.</summary>
    public const byte Constant = 0;

    /// <summary>A map by file descriptor (BPF_PSEUDO_MAP_FD); in an xlated program by id.</summary>
    public const byte MapFd = 1;

    /// <summary>An address inside the first value of a map by file descriptor (BPF_PSEUDO_MAP_VALUE).</summary>
    public const byte MapValue = 2;

    /// <summary>A kernel variable or function by BTF id (BPF_PSEUDO_BTF_ID).</summary>
    public const byte BtfId = 3;

    /// <summary>A subprogram's address, relative to the next slot (BPF_PSEUDO_FUNC).</summary>
    public const byte Function = 4;

    /// <summary>A map by index into the load's fd array (BPF_PSEUDO_MAP_IDX).</summary>
    public const byte MapIndex = 5;

    /// <summary>An address inside the first value of a map by index into the load's fd array (BPF_PSEUDO_MAP_IDX_VALUE).</summary>
    public const byte MapIndexValue = 6;
}
