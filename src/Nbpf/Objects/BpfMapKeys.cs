using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf;

/// <summary>Walks over the keys of a map by BPF_MAP_GET_NEXT_KEY.</summary>
internal static class BpfMapKeys
{
    /// <summary>
    /// The keys of a map. A key may be removed once it was handed out. When others remove keys meanwhile, Linux starts
    /// over; a walk that sees more keys than the map has room for ends with EINTR instead of going on for ever.
    /// </summary>
    internal static IEnumerable<TKey> Walk<TKey>(BpfMap map)
        where TKey : unmanaged
    {
        var key = new TKey[1];
        var next = new TKey[1];
        bool exists = map.TryGetNextKey([], Bytes(next));
        for (ulong seen = 0; exists; seen++)
        {
            if (seen > map.MaxEntries) throw new BpfException(Errno.EINTR, "iterate over map", map.Name, "its keys change too fast");
            key[0] = next[0];
            exists = map.TryGetNextKey(Bytes(key), Bytes(next));
            yield return key[0];
        }
    }

    private static Span<byte> Bytes<TKey>(TKey[] item)
        where TKey : unmanaged => MemoryMarshal.AsBytes(item.AsSpan());
}
