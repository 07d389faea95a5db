namespace Nbpf.Verification.State;

/// <summary>What a register or a spilled stack slot holds (enum bpf_reg_type, include/linux/bpf.h, Linux 6.18).</summary>
internal enum RegisterKind : byte
{
    /// <summary>Nothing that may be read.</summary>
    NotInitialised,

    /// <summary>A number.</summary>
    Scalar,

    /// <summary>The program's context.</summary>
    Context,

    /// <summary>A map.</summary>
    MapPointer,

    /// <summary>A value inside a map.</summary>
    MapValue,

    /// <summary>A key inside a map, as callbacks get it; read only.</summary>
    MapKey,

    /// <summary>A place in a stack frame.</summary>
    Stack,

    /// <summary>A place in the packet.</summary>
    Packet,

    /// <summary>A place in the metadata before the packet.</summary>
    PacketMeta,

    /// <summary>The packet's end; only to compare with.</summary>
    PacketEnd,

    /// <summary>Other memory of known size.</summary>
    Memory,

    /// <summary>A subprogram, to pass as callback.</summary>
    Function,
}
