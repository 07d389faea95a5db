namespace Nbpf.Verification;

/// <summary>What the base register of a load or store pointed to, on every path.</summary>
public enum PointerKind : byte
{
    /// <summary>Not a memory access, or never reached.</summary>
    None,

    /// <summary>The program's context: the rewrite converts the access.</summary>
    Context,

    /// <summary>A stack frame of this program.</summary>
    Stack,

    /// <summary>A map's value.</summary>
    MapValue,

    /// <summary>Packet bytes or metadata.</summary>
    Packet,

    /// <summary>Other memory of known size.</summary>
    Memory,

    /// <summary>Different of the kinds above (never the context) on different paths.</summary>
    Mixed,
}
