using System.Runtime.CompilerServices;

namespace Nbpf.Verification.State;

/// <summary>Up to six registers and stack slots of any frame; packs into 64 bits: count, then 10 bits each.</summary>
internal struct LinkedRegisterSet
{
    private Entries _entries;

    /// <summary>Number of members.</summary>
    public int Count { get; private set; }

    /// <summary>A register (<see cref="IsRegister"/>) or stack slot of a frame.</summary>
    internal readonly record struct Entry(byte Frame, byte Number, bool IsRegister);

    [InlineArray(Limits.LinkedRegisters)]
    private struct Entries
    {
        private Entry _first;
    }

    /// <summary>The member at <paramref name="index"/>.</summary>
    public readonly Entry this[int index] => _entries[index];

    /// <summary>Adds a member; false when full.</summary>
    public bool TryAdd(Entry entry)
    {
        if (Count == Limits.LinkedRegisters)
            return false;
        _entries[Count++] = entry;
        return true;
    }

    /// <summary>The set as 64 bits; 0 only when empty.</summary>
    public readonly ulong Pack()
    {
        ulong value = 0;
        for (int i = Count - 1; i >= 0; i--)
        {
            Entry entry = _entries[i];
            value = (value << 10) | (uint)(entry.Frame | (entry.Number << 3) | (entry.IsRegister ? 1 << 9 : 0));
        }

        return (value << 4) | (uint)Count;
    }

    /// <summary>The set that <see cref="Pack"/> made the value of.</summary>
    public static LinkedRegisterSet Unpack(ulong value)
    {
        LinkedRegisterSet set = default;
        int count = (int)(value & 0xf);
        value >>= 4;
        for (int i = 0; i < count; i++, value >>= 10)
            set.TryAdd(new Entry((byte)(value & 7), (byte)((value >> 3) & 0x3f), (value & (1 << 9)) != 0));
        return set;
    }
}
