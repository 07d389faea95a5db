using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Readers;

/// <summary>
/// The elements of an array map that was created with BPF_F_MMAPABLE, in the memory that programs use: no commands, no copies.
/// What more than one side writes needs the care of shared memory (<see cref="Volatile"/>, <see cref="Interlocked"/>).
/// Disposing unmaps it; references and spans taken before must not be used after.
/// </summary>
/// <typeparam name="T">An element, laid out as in C.</typeparam>
public sealed class MappedArray<T> : IDisposable
    where T : unmanaged
{
    private readonly MappedMemory _memory;
    private readonly BpfMap _map;

    // As the kernel lays elements out (kernel/bpf/arraymap.c, Linux 6.18).
    private readonly int _stride = (Unsafe.SizeOf<T>() + 7) & ~7;

    /// <summary>Maps an array.</summary>
    /// <param name="map">The map; it stays its owner's, and may be disposed before this.</param>
    /// <param name="isWritable">Whether it is mapped for writing as well.</param>
    /// <exception cref="ArgumentException">The map is no mmapable array, of more than 2 GiB, or its values have another size.</exception>
    /// <exception cref="BpfException">The kernel refused: EPERM for writing to a frozen map, EACCES for one that programs only read.</exception>
    public MappedArray(BpfMap map, bool isWritable = true)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Type != MapType.Array || !map.Flags.HasFlag(MapFlags.Mmapable))
            throw new ArgumentException($"map '{map.Name}' is no array with BPF_F_MMAPABLE ({map.Type})", nameof(map));
        map.RequireValueSize<T>();
        long length = (long)_stride * map.MaxEntries;
        if (length > int.MaxValue) throw new ArgumentException($"map '{map.Name}' has {length} bytes; at most {int.MaxValue} can be mapped", nameof(map));
        _map = map;
        Count = (int)map.MaxEntries;
        _memory = map.Mmap(0, (int)length, isWritable);
    }

    /// <summary>How many elements there are.</summary>
    public int Count { get; }

    /// <summary>True when elements may be written.</summary>
    public bool IsWritable => _memory.IsWritable;

    /// <summary>An element, to read.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public ref readonly T this[int index] => ref Element(index);

    /// <summary>An element, to write.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="InvalidOperationException">It is mapped for reading only.</exception>
    public ref T At(int index)
    {
        RequireWritable();
        return ref Element(index);
    }

    /// <summary>All elements, to write. Only for types of a multiple of 8 bytes: others have gaps between them.</summary>
    /// <exception cref="InvalidOperationException">It is mapped for reading only, or elements have gaps.</exception>
    public Span<T> AsSpan()
    {
        RequireWritable();
        return Elements();
    }

    /// <summary>All elements, to read. Only for types of a multiple of 8 bytes: others have gaps between them.</summary>
    /// <exception cref="InvalidOperationException">Elements have gaps.</exception>
    public ReadOnlySpan<T> AsReadOnlySpan() => Elements();

    /// <summary>Unmaps the array.</summary>
    public void Dispose() => ((IDisposable)_memory).Dispose();

    private ref T Element(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return ref MemoryMarshal.AsRef<T>(_memory.GetSpan()[(index * _stride)..]);
    }

    private Span<T> Elements() => Unsafe.SizeOf<T>() == _stride
        ? MemoryMarshal.Cast<byte, T>(_memory.GetSpan())
        : throw new InvalidOperationException($"elements of map '{_map.Name}' have {Unsafe.SizeOf<T>()} bytes and lie {_stride} apart: they are no span");

    private void RequireWritable()
    {
        // A write would end the process with a fault.
        if (!IsWritable) throw new InvalidOperationException($"map '{_map.Name}' is mapped for reading only");
    }
}
