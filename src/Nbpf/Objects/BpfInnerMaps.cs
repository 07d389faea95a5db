using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf;

/// <summary>
/// The inner maps of a map of maps, by typed key. An inner map lives while an outer one holds it, so the
/// <see cref="BpfMap"/> that was put in may be disposed. Thread-safe.
/// </summary>
/// <typeparam name="TKey">A type of the outer key's size, laid out as in C.</typeparam>
public sealed class BpfInnerMaps<TKey>
    where TKey : unmanaged
{
    /// <summary>Gives a map of maps types.</summary>
    /// <param name="map">The outer map.</param>
    /// <exception cref="ArgumentException">The key's size differs, or the map is no map of maps.</exception>
    public BpfInnerMaps(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!map.IsMapOfMaps) throw new ArgumentException($"map '{map.Name}' is no map of maps ({map.Type})");
        map.RequireKeySize<TKey>();
        Map = map;
    }

    /// <summary>The outer map.</summary>
    public BpfMap Map { get; }

    /// <summary>The outer map's file descriptor.</summary>
    public int Fd => Map.Fd;

    /// <summary>The keys, as far as they do not change meanwhile.</summary>
    public IEnumerable<TKey> Keys => BpfMapKeys.Walk<TKey>(Map);

    /// <summary>Puts an inner map in; running programs see either the old one or this one, whole.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">The inner map.</param>
    /// <param name="flags">BPF_ANY, BPF_NOEXIST, BPF_EXIST.</param>
    /// <exception cref="BpfException">The kernel refused: EINVAL when the map is not like the template.</exception>
    public void Set(TKey key, BpfMap inner, ulong flags = 0)
    {
        ArgumentNullException.ThrowIfNull(inner);
        int fd = inner.Fd;
        SysResult result = Map.Kernel.MapUpdateElem(Fd, Bytes(in key), Bytes(in fd), flags);
        if (result.IsError) throw new BpfException(result.Errno, "update map of maps", Map.Name, $"with inner map '{inner.Name}'");
    }

    /// <summary>Puts many inner maps in by one command.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="inner">The inner maps, as many.</param>
    /// <exception cref="BpfException">The kernel refused; elements before the one it refused are set.</exception>
    public void SetBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<BpfMap> inner)
    {
        if (keys.Length != inner.Length) throw new ArgumentException($"{keys.Length} keys and {inner.Length} maps", nameof(inner));
        var fds = new int[inner.Length];
        for (int i = 0; i < fds.Length; i++) fds[i] = inner[i].Fd;
        uint count = (uint)keys.Length;
        SysResult result = Map.Kernel.MapUpdateBatch(Fd, MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes<int>(fds), ref count);
        if (result.IsError) throw new BpfException(result.Errno, "update map of maps", Map.Name, $"after {count} of {keys.Length} elements");
    }

    /// <summary>The id of the inner map at a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="id">Receives the id.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetId(TKey key, out uint id)
    {
        id = 0;
        return Map.TryLookup(Bytes(in key), MemoryMarshal.AsBytes(new Span<uint>(ref id)));
    }

    /// <summary>Opens the inner map at a key; the caller disposes it.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMap Open(TKey key) =>
        TryGetId(key, out uint id) ? BpfMap.OpenById(Map.Kernel, id) : throw new KeyNotFoundException($"map '{Map.Name}' has no element of key {key}");

    /// <summary>Takes an inner map out.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(TKey key) => Map.Remove(Bytes(in key));

    private static ReadOnlySpan<byte> Bytes<T>(ref readonly T item)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in item));
}
