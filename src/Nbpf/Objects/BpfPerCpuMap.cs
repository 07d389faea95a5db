using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nbpf;

/// <summary>A per-CPU map with typed keys and values: a key has one value for each possible CPU. Thread-safe.</summary>
/// <typeparam name="TKey">A type of the key's size, laid out as in C.</typeparam>
/// <typeparam name="TValue">A type of the size of one CPU's value, laid out as in C.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "BPF's word is map")]
public sealed class BpfPerCpuMap<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue[]>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    // A value takes many slots: fewer elements a command than elsewhere.
    private const int BatchSize = 512;

    /// <summary>Gives a map types.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="ArgumentException">The sizes differ from the types', or the map is not per-CPU.</exception>
    public BpfPerCpuMap(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!map.IsPerCpu) throw new ArgumentException($"map '{map.Name}' is not per-CPU ({map.Type})");
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

    /// <summary>The values of a key by CPU.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">There is no such element.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TValue[] this[TKey key]
    {
        get => TryGet(key, out TValue[]? values) ? values : throw new KeyNotFoundException($"map '{Map.Name}' has no element of key {key}");
        set => Set(key, value);
    }

    /// <summary>Looks an element up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">Receives the values by CPU.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue[]? values)
    {
        var buffer = new byte[Map.ValueBufferSize];
        values = null;
        if (!Map.TryLookup(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)), buffer)) return false;
        values = Values(buffer);
        return true;
    }

    /// <summary>Sets an element.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">The values of all possible CPUs.</param>
    /// <param name="flags">BPF_ANY, BPF_NOEXIST, BPF_EXIST.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Set(TKey key, ReadOnlySpan<TValue> values, ulong flags = 0)
    {
        if (values.Length != Map.Kernel.PossibleCpuCount)
            throw new ArgumentException($"{values.Length} values for {Map.Kernel.PossibleCpuCount} possible CPUs", nameof(values));
        var buffer = new byte[Map.ValueBufferSize];
        for (int cpu = 0; cpu < values.Length; cpu++) MemoryMarshal.Write(buffer.AsSpan(cpu * SlotSize), in values[cpu]);
        Map.Update(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)), buffer, flags);
    }

    /// <summary>Deletes an element.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(TKey key) => Map.Remove(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)));

    /// <summary>Walks over the elements, read in batches where the map type has them; one that vanishes meanwhile is left out.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue[]>> GetEnumerator()
    {
        var walk = new BpfMapBatchWalk(Map, BatchSize, isTaking: false);
        if (walk.TryBegin())
        {
            do
            {
                for (int i = 0; i < walk.Count; i++)
                    yield return new KeyValuePair<TKey, TValue[]>(MemoryMarshal.Cast<byte, TKey>(walk.Keys)[i], Values(walk.Values.AsSpan(i * Map.ValueBufferSize, Map.ValueBufferSize)));
            }
            while (walk.TryNext());
            yield break;
        }

        foreach (TKey key in Keys)
        {
            if (TryGet(key, out TValue[]? values)) yield return new KeyValuePair<TKey, TValue[]>(key, values);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TValue[] Values(ReadOnlySpan<byte> slots)
    {
        var values = new TValue[Map.Kernel.PossibleCpuCount];
        for (int cpu = 0; cpu < values.Length; cpu++) values[cpu] = MemoryMarshal.Read<TValue>(slots[(cpu * SlotSize)..]);
        return values;
    }

    private static int SlotSize => (Unsafe.SizeOf<TValue>() + 7) & ~7;
}
