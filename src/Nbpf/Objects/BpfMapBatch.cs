using System.Runtime.InteropServices;

namespace Nbpf;

/// <summary>Elements of a map as one batch command gave them; valid until the next batch is asked for.</summary>
/// <typeparam name="TKey">A key.</typeparam>
/// <typeparam name="TValue">A value.</typeparam>
public readonly struct BpfMapBatch<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly byte[] _keys;
    private readonly byte[] _values;

    internal BpfMapBatch(byte[] keys, byte[] values, int count)
    {
        _keys = keys;
        _values = values;
        Count = count;
    }

    /// <summary>How many elements there are; 0 when the elements of a bucket vanished meanwhile.</summary>
    public int Count { get; }

    /// <summary>The keys.</summary>
    public ReadOnlySpan<TKey> Keys => MemoryMarshal.Cast<byte, TKey>(_keys)[..Count];

    /// <summary>The values, in the order of the keys.</summary>
    public ReadOnlySpan<TValue> Values => MemoryMarshal.Cast<byte, TValue>(_values)[..Count];
}
