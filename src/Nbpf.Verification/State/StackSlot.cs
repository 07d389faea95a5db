namespace Nbpf.Verification.State;

/// <summary>
/// Eight bytes of stack. Byte index 0 is the highest address, as logs print them: a register spilled with n bytes takes
/// the indices 8-n to 7.
/// </summary>
internal struct StackSlot
{
    /// <summary>All eight bytes <see cref="StackByte.Misc"/>.</summary>
    public const ulong AllMisc = 0x0202020202020202;

    private const ulong LowBits = 0x0101010101010101;

    /// <summary>The byte kinds, index 0 in the low bits.</summary>
    public ulong Bytes;

    /// <summary>The spilled register when byte 7 is <see cref="StackByte.Spill"/>.</summary>
    public RegisterState Spilled;

    /// <summary>Kind of byte <paramref name="index"/>.</summary>
    public readonly StackByte this[int index] => (StackByte)(byte)(Bytes >> (index * 8));

    /// <summary>True when the low end holds a spilled register.</summary>
    public readonly bool HasSpill => this[7] == StackByte.Spill;

    /// <summary>True when a scalar is spilled, of any width.</summary>
    public readonly bool HasScalarSpill => HasSpill && Spilled.Kind == RegisterKind.Scalar;

    /// <summary>True when all 64 bits of a scalar are spilled.</summary>
    public readonly bool HasFullScalarSpill => this[0] == StackByte.Spill && Spilled.Kind == RegisterKind.Scalar;

    /// <summary>True when every byte is unknown data or was never written.</summary>
    public readonly bool IsAllMiscOrInvalid => (Bytes & LowBits) == 0;

    /// <summary>Number of spilled bytes.</summary>
    public readonly int SpillSize
    {
        get
        {
            int size = 0;
            while (size < 8 && this[7 - size] == StackByte.Spill)
                size++;
            return size;
        }
    }

    /// <summary>Sets the kind of one byte.</summary>
    public void Set(int index, StackByte kind)
    {
        int shift = index * 8;
        Bytes = (Bytes & ~(0xffUL << shift)) | ((ulong)kind << shift);
    }

    /// <summary>Forgets a spilled register: every written byte of its slot becomes misc.</summary>
    public void Scrub()
    {
        if (HasSpill)
        {
            for (int i = 0; i < 8; i++)
            {
                if (this[i] != StackByte.Invalid)
                    Set(i, StackByte.Misc);
            }
        }

        Spilled.SetNotInitialised();
    }

    /// <summary>Spills a register of <paramref name="sizeBytes"/> bytes at the slot's low end; bytes above keep zero or invalid, else become misc.</summary>
    public void Spill(in RegisterState register, int sizeBytes)
    {
        Spilled = register;
        int i = 8;
        for (; i > 8 - sizeBytes; i--)
            Set(i - 1, StackByte.Spill);
        for (; i > 0; i--)
        {
            StackByte kind = this[i - 1];
            if (kind is not (StackByte.Zero or StackByte.Invalid))
                Set(i - 1, StackByte.Misc);
        }
    }
}
