namespace Nbpf.Isa;

/// <summary>Conformance groups (RFC 9669 §2.4).</summary>
public enum ConformanceGroup
{
    /// <summary>Not in the RFC.</summary>
    None,

    /// <summary>32-bit base instructions.</summary>
    Base32,

    /// <summary>64-bit base instructions.</summary>
    Base64,

    /// <summary>32-bit atomic operations.</summary>
    Atomic32,

    /// <summary>64-bit atomic operations.</summary>
    Atomic64,

    /// <summary>32-bit multiplication, division and modulo.</summary>
    Divmul32,

    /// <summary>64-bit multiplication, division and modulo.</summary>
    Divmul64,

    /// <summary>Legacy packet access.</summary>
    Packet,
}
