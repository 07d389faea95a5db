using Nbpf.CoRe;

namespace Nbpf;

/// <summary>
/// Names to type ids as a hash table of two integer arrays over the string section's bytes: for the kernel's own BTF
/// (130,000 types) it is built in milliseconds and allocates no string. Names are hashed without their flavour
/// (<see cref="CoreName"/>), so that the same table finds the candidates of CO-RE relocations.
/// </summary>
internal sealed class BtfNameIndex
{
    private readonly Btf _btf;
    private readonly int[] _firstOfBucket;
    private readonly int[] _nextInBucket;

    internal BtfNameIndex(Btf btf)
    {
        _btf = btf;
        _firstOfBucket = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)btf.TypeCount + 1)];
        _nextInBucket = new int[btf.TypeCount + 1];
        // Backwards, so that a bucket's chain runs by ascending id and the first match is the lowest id.
        for (int id = btf.TypeCount; id > 0; id--)
        {
            uint nameOffset = btf[(uint)id].NameOffset;
            if (nameOffset == 0) continue;
            int bucket = BucketOf(btf.StringBytesAt(nameOffset));
            _nextInBucket[id] = _firstOfBucket[bucket];
            _firstOfBucket[bucket] = id;
        }
    }

    /// <summary>Ids of the types of a name, ascending.</summary>
    internal IEnumerable<uint> Find(byte[] name)
    {
        for (int id = _firstOfBucket[BucketOf(name)]; id != 0; id = _nextInBucket[id])
        {
            if (NameOf(id).SequenceEqual(name)) yield return (uint)id;
        }
    }

    /// <summary>Ids of the types whose names are the same but for flavours, ascending.</summary>
    internal List<uint> FindEssential(ReadOnlySpan<byte> name)
    {
        var ids = new List<uint>();
        for (int id = _firstOfBucket[BucketOf(name)]; id != 0; id = _nextInBucket[id])
        {
            if (CoreName.Match(NameOf(id), name)) ids.Add((uint)id);
        }
        return ids;
    }

    private ReadOnlySpan<byte> NameOf(int id) => _btf[(uint)id].NameBytes;

    // FNV-1a, 32 bits.
    private int BucketOf(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte value in CoreName.Essential(name)) hash = (hash ^ value) * 16777619;
        return (int)(hash & (uint)(_firstOfBucket.Length - 1));
    }
}
