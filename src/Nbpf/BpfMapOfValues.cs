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

    /// <summary>Sets many elements in one command.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values, as many.</param>
    /// <param name="elementFlags">Flags of each update.</param>
    /// <returns>How many were set: all.</returns>
    /// <exception cref="BpfException">The kernel refused; elements before the one it refused are set.</exception>
    public int UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, ulong elementFlags = 0)
    {
        if (keys.Length != values.Length) throw new ArgumentException($"{keys.Length} keys and {values.Length} values", nameof(values));
        uint count = (uint)keys.Length;
        SysResult result = Map.Kernel.MapUpdateBatch(Fd, MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes(values), ref count, elementFlags);
        return result.IsError ? throw new BpfException(result.Errno, "update map", Map.Name, $"after {count} of {keys.Length} elements") : (int)count;
    }

    /// <summary>Deletes many elements in one command.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>How many were deleted: all.</returns>
    /// <exception cref="BpfException">The kernel refused, or an element does not exist; those before it are deleted.</exception>
    public int RemoveBatch(ReadOnlySpan<TKey> keys)
    {
        uint count = (uint)keys.Length;
        SysResult result = Map.Kernel.MapDeleteBatch(Fd, MemoryMarshal.AsBytes(keys), ref count);
        return result.IsError ? throw new BpfException(result.Errno, "delete from map", Map.Name, $"after {count} of {keys.Length} elements") : (int)count;
    }

    /// <summary>Reads all elements by BPF_MAP_LOOKUP_BATCH.</summary>
    /// <param name="batchSize">Elements a command; grown where the map needs more at once.</param>
    /// <exception cref="BpfException">The kernel refused, or the map type has no batches.</exception>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> LookupBatch(int batchSize = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var elements = new List<KeyValuePair<TKey, TValue>>();
        // The position is an index or a key, by map type.
        var position = new byte[Math.Max(8, (int)Map.KeySize)];
        var nextPosition = new byte[position.Length];
        bool isFirst = true;
        while (true)
        {
            var keys = new TKey[batchSize];
            var values = new TValue[batchSize];
            uint count = (uint)batchSize;
            SysResult result = Map.Kernel.MapLookupBatch(
                Fd, isFirst ? [] : position, nextPosition, MemoryMarshal.AsBytes(keys.AsSpan()), MemoryMarshal.AsBytes(values.AsSpan()), ref count);
            if (result.Errno == Errno.ENOSPC && batchSize <= Map.MaxEntries)
            {
                // A hash gives whole buckets: one did not fit, and nothing was given.
                batchSize = (int)Math.Min((long)batchSize * 2, int.MaxValue / 2);
                continue;
            }
            if (result.IsError && result.Errno != Errno.ENOENT) throw Map.Failure(result, "look up in map");
            for (int i = 0; i < count; i++) elements.Add(new KeyValuePair<TKey, TValue>(keys[i], values[i]));
            if (result.Errno == Errno.ENOENT) return elements;
            (position, nextPosition) = (nextPosition, position);
            isFirst = false;
        }
    }

    /// <summary>Walks over the elements; one that vanishes meanwhile is left out.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        foreach (TKey key in Keys)
        {
            if (TryGet(key, out TValue value)) yield return new KeyValuePair<TKey, TValue>(key, value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ReadOnlySpan<byte> BytesOf<T>(ref readonly T item)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in item));
}
