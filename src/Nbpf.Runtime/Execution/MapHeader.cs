using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// The first bytes of every map's native block (struct bpf_map and bpf_array stand there in Linux). A map pointer in a program or in
/// another map's slot is this header's address; an array's values begin <see cref="ArrayValuesOffset"/> bytes after it.
/// <code>
///   0      4      8        12         16      20           24            32              312
/// | type | key  | value  | entries  | flags | index mask | element size | storage ... | array values ...
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MapHeader
{
    /// <summary>Bytes from a map pointer to the first value of an array: as in Linux 6.18 on x86-64, so that inlined lookups are the same instructions.</summary>
    public const int ArrayValuesOffset = 312;

    /// <summary>Map type.</summary>
    public MapType Type;

    /// <summary>Key size in bytes.</summary>
    public uint KeySize;

    /// <summary>Value size in bytes.</summary>
    public uint ValueSize;

    /// <summary>Maximum number of elements.</summary>
    public uint MaxEntries;

    /// <summary>Creation flags.</summary>
    public MapFlags Flags;

    /// <summary>For arrays: max_entries rounded up to a power of two, minus one.</summary>
    public uint IndexMask;

    /// <summary>For arrays: bytes between elements (value size rounded up to 8); for hashes: bytes of one element.</summary>
    public ulong ElementSize;

    /// <summary>For maps whose storage is apart from the header: its address (a hash's buckets).</summary>
    public void* Storage;

    /// <summary>Handle of the managed map, as an integer; lookups never touch it.</summary>
    public nint Owner;

    /// <summary>Id, once the map has one.</summary>
    public uint Id;

    /// <summary>Number of CPUs, for per-CPU lookups of another CPU's value.</summary>
    public uint CpuCount;

    /// <summary>For hashes: secret start value of the hash function; 0 with BPF_F_ZERO_SEED.</summary>
    public ulong Seed;

    /// <summary>
    /// For hashes: how often a replaced key's element went to its bucket's front instead of the old one's place. A lookup that found nothing counts only if
    /// it did not change meanwhile.
    /// </summary>
    public long Moves;
}
