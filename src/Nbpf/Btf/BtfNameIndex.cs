
namespace Nbpf;

/// <summary>
/// Names to the ids of an object's own types as a hash table of two integer arrays over the string section's bytes: for the kernel's own BTF
/// (130,000 types) it is built in milliseconds and allocates no string. Names are hashed without their flavour
/// (<see cref="CoreName"/>), so that the same table finds the candidates of CO-RE relocations.
/// </summary>
internal sealed class BtfNameIndex
{
    private readonly Btf _btf;
    private readonly int _firstId;
    private readonly int[] _firstOfBucket;
    private readonly int[] _nextInBucket;

    internal BtfNameIndex(Btf btf)
    {
        _btf = btf;
        _firstId = btf.FirstOwnId;
        int count = btf.TypeCount - _firstId + 1;
        _firstOfBucket = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count + 1)];
        _nextInBucket = new int[count];
        // Backwards, so that a bucket's chain runs by ascending id and the first match is the lowest id.
        for (int id = btf.TypeCount; id >= _firstId; id--)
        {
            ReadOnlySpan<byte> name = NameOf(id);
            if (name.IsEmpty) continue;
            int bucket = BucketOf(name);
            _nextInBucket[id - _firstId] = _firstOfBucket[bucket];
            _firstOfBucket[bucket] = id;
        }
    }

    /// <summary>Ids of the types of a name, ascending.</summary>
    internal IEnumerable<uint> Find(byte[] name)
    {
        for (int id = _firstOfBucket[BucketOf(name)]; id != 0; id = _nextInBucket[id - _firstId])
        {
            if (NameOf(id).SequenceEqual(name)) yield return (uint)id;
        }
    }

    /// <summary>Ids of the types whose names are the same but for flavours, ascending.</summary>
    internal List<uint> FindEssential(ReadOnlySpan<byte> name)
    {
        var ids = new List<uint>();
        for (int id = _firstOfBucket[BucketOf(name)]; id != 0; id = _nextInBucket[id - _firstId])
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
