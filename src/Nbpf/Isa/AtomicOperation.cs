namespace Nbpf.Isa;

/// <summary>Atomic operations, held in the immediate of an STX|ATOMIC instruction (RFC 9669 §5.3).</summary>
public enum AtomicOperation
{
    /// <summary>*(dst + offset) += src</summary>
    Add = 0x00,

    /// <summary>*(dst + offset) |= src</summary>
    Or = 0x40,

    /// <summary>*(dst + offset) &amp;= src</summary>
    And = 0x50,

    /// <summary>*(dst + offset) ^= src</summary>
    Xor = 0xa0,

    /// <summary>Modifier: src receives the value before the operation.</summary>
    Fetch = 0x01,

    /// <summary>src = exchange(*(dst + offset), src)</summary>
    Exchange = 0xe1,

    /// <summary>r0 = compare-exchange(*(dst + offset), r0, src)</summary>
    CompareExchange = 0xf1,

    /// <summary>dst = *(src + offset) with acquire ordering (Linux 6.15).</summary>
    LoadAcquire = 0x100,

    /// <summary>*(dst + offset) = src with release ordering (Linux 6.15).</summary>
    StoreRelease = 0x110,
}
