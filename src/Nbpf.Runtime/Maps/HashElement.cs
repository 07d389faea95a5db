using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// Head of an element of a hash map; the key follows, padded to 8 bytes, then the value (struct htab_elem, kernel/bpf/hashtab.c).
/// Its size and the place of <see cref="Referenced"/> are Linux's, because inlined lookups contain them.
/// <code>
///   0      8           16      24      34       35           40     44        48
/// | next | free next | stamp | chunk | linked | referenced | hash | version | key ... | value ...
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
internal unsafe struct HashElement
{
    /// <summary>Bytes before the key.</summary>
    public const int SizeBytes = 48;

    /// <summary>Offset of <see cref="Referenced"/>.</summary>
    public const short ReferencedOffset = 35;

    /// <summary>The next element of the bucket, or an odd number that names the bucket: its end.</summary>
    [FieldOffset(0)]
    public nint Next;

    /// <summary>The next free element while this one is free.</summary>
    [FieldOffset(8)]
    public HashElement* FreeNext;

    /// <summary>When it became free: it is used again after this grace period, if there is a choice.</summary>
    [FieldOffset(16)]
    public long FreeStamp;

    /// <summary>Number of the chunk it was cut from, in maps that are not preallocated.</summary>
    [FieldOffset(24)]
    public int Chunk;

    /// <summary>1 while it is in a bucket; least-recently-used maps only.</summary>
    [FieldOffset(34)]
    public byte Linked;

    /// <summary>1 when a program looked it up since the eviction's hand passed; least-recently-used maps only.</summary>
    [FieldOffset(35)]
    public byte Referenced;

    /// <summary>Low half of the key's hash.</summary>
    [FieldOffset(40)]
    public uint Hash;

    /// <summary>Odd while key and value are being written for a new life.</summary>
    [FieldOffset(44)]
    public uint Version;

    /// <summary>Address of the key.</summary>
    public static byte* Key(HashElement* element) => (byte*)element + SizeBytes;
}
