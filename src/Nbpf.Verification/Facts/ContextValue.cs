namespace Nbpf.Verification;

/// <summary>What a load from the context yields.</summary>
public enum ContextValue : byte
{
    /// <summary>A number as wide as the load.</summary>
    Scalar,

    /// <summary>The packet's first byte.</summary>
    Packet,

    /// <summary>The metadata's first byte.</summary>
    PacketMeta,

    /// <summary>The packet's end.</summary>
    PacketEnd,
}
