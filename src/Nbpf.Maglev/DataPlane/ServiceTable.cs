using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nbpf.Maglev;

/// <summary>
/// The contents of a service's inner map: elements of 64 bytes, element 0 the header (table size, generation, flags),
/// then sixteen backend ids each. As bytes, ready for one BPF_MAP_UPDATE_BATCH.
/// </summary>
public sealed class ServiceTable
{
    /// <summary>Size of an element in bytes.</summary>
    public const int ElementBytes = 64;

    /// <summary>Backend ids in an element.</summary>
    public const int SlotsPerElement = ElementBytes / sizeof(uint);

    private readonly byte[] _values;

    /// <summary>Lays a table out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="generation">Counts publications of the service.</param>
    /// <param name="flags">Flags of the service.</param>
    public ServiceTable(MaglevTable table, uint generation, ServiceFlags flags = ServiceFlags.None)
    {
        ArgumentNullException.ThrowIfNull(table);
        Table = table;
        ElementCount = 1 + (table.Size + SlotsPerElement - 1) / SlotsPerElement;
        _values = new byte[ElementCount * ElementBytes];
        Span<byte> values = _values;
        BinaryPrimitives.WriteUInt32LittleEndian(values, (uint)table.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(values[4..], generation);
        BinaryPrimitives.WriteUInt32LittleEndian(values[8..], (uint)flags);
        // The data plane is little-endian, as this machine is: the slots are their own image.
        MemoryMarshal.AsBytes(table.Slots.AsSpan()).CopyTo(values[ElementBytes..]);
    }

    /// <summary>The table.</summary>
    public MaglevTable Table { get; }

    /// <summary>Elements of the inner map: its <c>max_entries</c>.</summary>
    public int ElementCount { get; }

    /// <summary>The elements, one after the other.</summary>
    public ReadOnlySpan<byte> Values => _values;

    /// <summary>Writes the elements' keys: 0 and up, 4 bytes each.</summary>
    /// <param name="destination">At least <see cref="ElementCount"/> numbers.</param>
    internal void WriteKeys(Span<uint> destination)
    {
        for (int i = 0; i < ElementCount; i++) destination[i] = (uint)i;
    }
}
