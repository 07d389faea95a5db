namespace Nbpf.Verification.State;

/// <summary>What lies behind a pointer.</summary>
internal enum MemoryBehind : byte
{
    /// <summary>Nothing that may be accessed.</summary>
    None,

    /// <summary>The context: fields that the program type knows.</summary>
    Context,

    /// <summary>A map's own fields.</summary>
    MapFields,

    /// <summary>A map's value.</summary>
    MapValue,

    /// <summary>A map's key; read only.</summary>
    MapKey,

    /// <summary>A stack frame.</summary>
    Stack,

    /// <summary>Packet bytes or metadata, as far as comparisons proved them.</summary>
    Packet,

    /// <summary>A block of known size.</summary>
    Block,
}
