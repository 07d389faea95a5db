namespace Nbpf;

/// <summary>A hash table of canonical types in which a type is found by having the very same words.</summary>
internal sealed class BtfExactTypes(BtfTypeStore types)
{
    private readonly Dictionary<int, uint> _first = [];
    private readonly Dictionary<uint, uint> _next = [];

    /// <summary>The type that equals another word by word; that one itself, which is added, when there is none yet.</summary>
    internal uint FindOrAdd(uint id)
    {
        ReadOnlySpan<uint> words = types[id];
        int hash = Hash(words);
        if (!_first.TryGetValue(hash, out uint candidate))
        {
            _first.Add(hash, id);
            return id;
        }
        while (!words.SequenceEqual(types[candidate]))
        {
            if (_next.TryGetValue(candidate, out uint following))
            {
                candidate = following;
                continue;
            }
            _next.Add(candidate, id);
            return id;
        }
        return candidate;
    }

    private static int Hash(ReadOnlySpan<uint> words)
    {
        var hash = new HashCode();
        foreach (uint word in words) hash.Add(word);
        return hash.ToHashCode();
    }
}
