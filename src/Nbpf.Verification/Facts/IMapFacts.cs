using Nbpf.Syscall;

namespace Nbpf.Verification;

/// <summary>What the verifier knows of a map. One object per map: identity of the object is identity of the map.</summary>
public interface IMapFacts
{
    /// <summary>Map type.</summary>
    MapType Type { get; }

    /// <summary>Id.</summary>
    uint Id { get; }

    /// <summary>Name, possibly empty; logs print it.</summary>
    string Name { get; }

    /// <summary>Key size in bytes.</summary>
    uint KeySize { get; }

    /// <summary>Value size in bytes.</summary>
    uint ValueSize { get; }

    /// <summary>Maximum number of elements.</summary>
    uint MaxEntries { get; }

    /// <summary>Creation flags.</summary>
    MapFlags Flags { get; }

    /// <summary>True after BPF_MAP_FREEZE.</summary>
    bool IsFrozen { get; }

    /// <summary>What every inner map of a map of maps looks like; null for other types.</summary>
    IMapFacts? InnerTemplate { get; }

    /// <summary>The address that logs print for the map.</summary>
    ulong DisplayAddress { get; }

    /// <summary>Whether the program may use an address inside the first value (map_direct_value_addr): <see cref="Errno.None"/> or Linux's error.</summary>
    /// <param name="offset">Byte offset into the value.</param>
    Errno CheckDirectValue(uint offset);

    /// <summary>Reads a constant out of the first value of a frozen read-only array (bpf_map_direct_read).</summary>
    /// <param name="offset">Byte offset into the value; the read lies inside it.</param>
    /// <param name="sizeBytes">1, 2, 4 or 8.</param>
    /// <param name="value">Receives the zero-extended value.</param>
    /// <returns>False when the map has no constant contents.</returns>
    bool TryReadConstant(uint offset, int sizeBytes, out ulong value);
}
