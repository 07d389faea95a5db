namespace Nbpf.Runtime.Maps;

/// <summary>A map whose batch commands go bucket by bucket.</summary>
internal unsafe interface IBucketBatches
{
    /// <summary>Number of buckets.</summary>
    uint BucketCount { get; }

    /// <summary>Copies the keys and values of one bucket, and removes its elements if asked to.</summary>
    /// <param name="bucket">Below <see cref="BucketCount"/>.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">Receives the values, each of the map's command value size.</param>
    /// <param name="room">For how many elements there is room.</param>
    /// <param name="delete">Whether to remove them.</param>
    /// <returns>How many elements, or -1 when there is no room for all of the bucket.</returns>
    int CopyBucket(uint bucket, byte* keys, byte* values, uint room, bool delete);
}
