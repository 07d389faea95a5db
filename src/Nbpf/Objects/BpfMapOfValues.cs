using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf;

/// <summary>
/// A map with typed keys and values, one value a key. For per-CPU maps see <see cref="BpfPerCpuMap{TKey, TValue}"/>, for
/// maps of maps <see cref="BpfInnerMaps{TKey}"/>. Thread-safe. Holds no resource of its own: the <see cref="Map"/> does.
/// </summary>
/// <typeparam name="TKey">A type of the key's size, laid out as in C.</typeparam>
/// <typeparam name="TValue">A type of the value's size, laid out as in C.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "BPF's word is map")]
public sealed class BpfMap<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private const int DefaultBatchSize = 4096;

    /// <summary>Gives a map types.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="ArgumentException">The sizes differ from the types', or the map is per-CPU.</exception>
    public BpfMap(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.IsPerCpu) throw new ArgumentException($"map '{map.Name}' is per-CPU ({map.Type}): ask for its values of all CPUs");
        map.RequireKeySize<TKey>();
        map.RequireValueSize<TValue>();
        Map = map;
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>The map's file descriptor.</summary>
    public int Fd => Map.Fd;

    /// <summary>The keys, as far as they do not change meanwhile.</summary>
    public IEnumerable<TKey> Keys => BpfMapKeys.Walk<TKey>(Map);

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">There is no such element.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TValue this[TKey key]
    {
        get => TryGet(key, out TValue value) ? value : throw new KeyNotFoundException($"map '{Map.Name}' has no element of key {key}");
        set => Set(key, value);
    }

    /// <summary>Looks an element up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Receives the value.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(TKey key, out TValue value)
    {
        value = default;
        return Map.TryLookup(BytesOf(in key), MemoryMarshal.AsBytes(new Span<TValue>(ref value)));
    }

    /// <summary>Sets an element.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="flags">BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Set(TKey key, TValue value, ulong flags = 0) => Map.Update(BytesOf(in key), BytesOf(in value), flags);

    /// <summary>Deletes an element.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(TKey key) => Map.Remove(BytesOf(in key));

    /// <summary>Sets many elements, in one command where the map type has batches.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values, as many.</param>
    /// <param name="elementFlags">Flags of each update.</param>
    /// <returns>How many were set: all.</returns>
    /// <exception cref="BpfException">The kernel refused; elements before the one it refused are set.</exception>
    public int UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, ulong elementFlags = 0)
    {
        if (keys.Length != values.Length) throw new ArgumentException($"{keys.Length} keys and {values.Length} values", nameof(values));
        if (keys.IsEmpty) return 0;
        uint count = (uint)keys.Length;
        SysResult result = Map.Kernel.MapUpdateBatch(Fd, MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes(values), ref count, elementFlags);
        if (result.Errno == Errno.ENOTSUPP)
        {
            for (int i = 0; i < keys.Length; i++) Set(keys[i], values[i], elementFlags);
            return keys.Length;
        }

        return result.IsError ? throw new BpfException(result.Errno, "update map", Map.Name, $"after {count} of {keys.Length} elements") : (int)count;
    }

    /// <summary>Deletes many elements, in one command where the map type has batches.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>How many were deleted: all.</returns>
    /// <exception cref="BpfException">The kernel refused, or an element does not exist; those before it are deleted.</exception>
    public int RemoveBatch(ReadOnlySpan<TKey> keys)
    {
        if (keys.IsEmpty) return 0;
        uint count = (uint)keys.Length;
        SysResult result = Map.Kernel.MapDeleteBatch(Fd, MemoryMarshal.AsBytes(keys), ref count);
        if (result.Errno == Errno.ENOTSUPP)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                if (!Remove(keys[i])) throw new BpfException(Errno.ENOENT, "delete from map", Map.Name, $"after {i} of {keys.Length} elements");
            }

            return keys.Length;
        }

        return result.IsError ? throw new BpfException(result.Errno, "delete from map", Map.Name, $"after {count} of {keys.Length} elements") : (int)count;
    }

    /// <summary>Sets many elements, a batch at a time.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="batchSize">Elements a command.</param>
    /// <param name="elementFlags">Flags of each update.</param>
    /// <returns>How many were set.</returns>
    /// <exception cref="BpfException">The kernel refused; elements before the one it refused are set.</exception>
    public int UpdateAll(IEnumerable<KeyValuePair<TKey, TValue>> elements, int batchSize = DefaultBatchSize, ulong elementFlags = 0)
    {
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        int total = 0;
        foreach (KeyValuePair<TKey, TValue>[] batch in elements.Chunk(batchSize))
            total += UpdateBatch(Array.ConvertAll(batch, element => element.Key), Array.ConvertAll(batch, element => element.Value), elementFlags);
        return total;
    }

    /// <summary>Deletes all elements that are there and those that come meanwhile, as far as the walk meets them.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="BpfException">The kernel refused: EINVAL for arrays, whose elements cannot be deleted.</exception>
    public int Clear()
    {
        int total = 0;
        foreach (BpfMapBatch<TKey, TValue> batch in TakeBatches()) total += batch.Count;
        return total;
    }

    /// <summary>
    /// Reads all elements a batch at a time, in buffers that are used again: the fastest way through a large map. Elements that
    /// change meanwhile may be missed, or seen twice where the map grows.
    /// </summary>
    /// <param name="batchSize">Elements a command; grown where the map needs more at once. One by one where the map type has no batches.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public IEnumerable<BpfMapBatch<TKey, TValue>> ReadBatches(int batchSize = DefaultBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return Batches(batchSize, isTaking: false);
    }

    /// <summary>Reads all elements and deletes them, a batch at a time, in buffers that are used again.</summary>
    /// <param name="batchSize">Elements a command; grown where the map needs more at once. One by one where the map type has no batches.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public IEnumerable<BpfMapBatch<TKey, TValue>> TakeBatches(int batchSize = DefaultBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return Batches(batchSize, isTaking: true);
    }

    /// <summary>Reads all elements into a list.</summary>
    /// <param name="batchSize">Elements a command; grown where the map needs more at once. One by one where the map type has no batches.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> LookupBatch(int batchSize = DefaultBatchSize)
    {
        var elements = new List<KeyValuePair<TKey, TValue>>();
        foreach (BpfMapBatch<TKey, TValue> batch in ReadBatches(batchSize))
        {
            ReadOnlySpan<TKey> keys = batch.Keys;
            ReadOnlySpan<TValue> values = batch.Values;
            for (int i = 0; i < keys.Length; i++) elements.Add(new KeyValuePair<TKey, TValue>(keys[i], values[i]));
        }

        return elements;
    }

    /// <summary>Walks over the elements, read in batches where the map type has them; one that vanishes meanwhile is left out.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        foreach (BpfMapBatch<TKey, TValue> batch in ReadBatches())
        {
            for (int i = 0; i < batch.Count; i++) yield return new KeyValuePair<TKey, TValue>(batch.Keys[i], batch.Values[i]);
        }
    }

    private IEnumerable<BpfMapBatch<TKey, TValue>> Batches(int batchSize, bool isTaking)
    {
        var walk = new BpfMapBatchWalk(Map, batchSize, isTaking);
        if (walk.TryBegin())
        {
            do
            {
                yield return new BpfMapBatch<TKey, TValue>(walk.Keys, walk.Values, walk.Count);
            }
            while (walk.TryNext());
            yield break;
        }

        var keyBytes = new byte[Map.KeySize];
        var valueBytes = new byte[Map.ValueSize];
        foreach (TKey key in Keys)
        {
            MemoryMarshal.Write(keyBytes, key);
            if (Map.TryLookup(keyBytes, valueBytes) && (!isTaking || Map.Remove(keyBytes))) yield return new BpfMapBatch<TKey, TValue>(keyBytes, valueBytes, 1);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ReadOnlySpan<byte> BytesOf<T>(ref readonly T item)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in item));
}
