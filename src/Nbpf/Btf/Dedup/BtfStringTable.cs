namespace Nbpf;

/// <summary>The string section of a BTF object that is being made: equal strings once, found by a hash table over its bytes.</summary>
internal sealed class BtfStringTable
{
    private byte[] _bytes = new byte[256];
    private int _length = 1;

    // Offsets of the strings, 0 for a free slot: the empty string needs none.
    private int[] _slots = new int[64];
    private int _count;

    /// <summary>The section so far, from its leading NUL on.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>The string at an offset.</summary>
    internal ReadOnlySpan<byte> this[uint offset]
    {
        get
        {
            ReadOnlySpan<byte> rest = _bytes.AsSpan((int)offset, _length - (int)offset);
            return rest[..rest.IndexOf((byte)0)];
        }
    }

    /// <summary>Offset of a string, which is added when it is not there yet.</summary>
    internal uint Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        if (_count * 2 >= _slots.Length) Rehash();
        int slot = SlotOf(text);
        if (_slots[slot] != 0) return (uint)_slots[slot];
        int offset = _length;
        int end = checked(_length + text.Length + 1);
        if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end, _bytes.Length * 2));
        text.CopyTo(_bytes.AsSpan(offset));
        _length = end;
        _slots[slot] = offset;
        _count++;
        return (uint)offset;
    }

    // The string's slot or the free one where it belongs; one in two slots is free.
    private int SlotOf(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        int mask = _slots.Length - 1;
        int slot = hash.ToHashCode() & mask;
        while (_slots[slot] != 0 && !this[(uint)_slots[slot]].SequenceEqual(text)) slot = (slot + 1) & mask;
        return slot;
    }

    private void Rehash()
    {
        int[] offsets = _slots;
        _slots = new int[offsets.Length * 2];
        foreach (int offset in offsets)
        {
            if (offset != 0) _slots[SlotOf(this[(uint)offset])] = offset;
        }
    }
}
