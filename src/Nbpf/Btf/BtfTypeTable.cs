namespace Nbpf;

/// <summary>
/// Where the own types of a BTF object are and what they are, from entry 1 on: all that is kept of a type, five bytes. Immutable
/// once read.
/// </summary>
internal sealed class BtfTypeTable
{
    private int[] _offsets;
    private byte[] _kinds;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">How many types there may be at most.</param>
    internal BtfTypeTable(int capacity)
    {
        _offsets = new int[capacity + 1];
        _kinds = new byte[capacity + 1];
    }

    /// <summary>Number of types.</summary>
    internal int Count { get; private set; }

    /// <summary>Offset of a type in the type section.</summary>
    internal int OffsetOf(int index) => _offsets[index];

    /// <summary>Kind of a type.</summary>
    internal BtfKind KindOf(int index) => (BtfKind)_kinds[index];

    internal void Add(int offset, BtfKind kind)
    {
        Count++;
        _offsets[Count] = offset;
        _kinds[Count] = (byte)kind;
    }

    /// <summary>Gives back what the estimate took too much.</summary>
    internal void Trim()
    {
        Array.Resize(ref _offsets, Count + 1);
        Array.Resize(ref _kinds, Count + 1);
    }
}
