namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What loads and stores do to the provenance that the slots of a stack keep: a whole slot keeps it, a part does not.</summary>
internal static unsafe class StackSteps
{
    private const int SlotBytes = sizeof(ulong);

    /// <summary>The frame that a stack pointer points into, or null when it has returned.</summary>
    /// <param name="frame">The innermost frame.</param>
    /// <param name="origin">Where the pointer comes from.</param>
    public static InterpreterFrame* FindFrame(InterpreterFrame* frame, Provenance* origin)
    {
        while (frame is not null && frame->Shadow->Stack.Stamp != origin->Stamp)
        {
            frame = frame->Previous;
        }

        return frame;
    }

    /// <summary>What a load yields.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="origin">Where the address comes from; the access was checked.</param>
    /// <param name="address">The address.</param>
    /// <param name="sizeBytes">Bytes loaded.</param>
    public static Provenance Fill(InterpreterFrame* frame, Provenance* origin, ulong address, int sizeBytes)
    {
        if (origin->Kind != RegionKind.Stack || sizeBytes != SlotBytes)
        {
            return default;
        }

        Provenance* spill = SpillAt(FindFrame(frame, origin)->Shadow, address, out ulong within);
        return within == 0 ? *spill : default;
    }

    /// <summary>Keeps what a store puts into memory.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="origin">Where the address comes from; the access was checked.</param>
    /// <param name="address">The address.</param>
    /// <param name="sizeBytes">Bytes stored.</param>
    /// <param name="value">Where the value comes from.</param>
    public static void Spill(InterpreterFrame* frame, Provenance* origin, ulong address, int sizeBytes, in Provenance value)
    {
        if (origin->Kind != RegionKind.Stack)
        {
            return;
        }

        Provenance* spill = SpillAt(FindFrame(frame, origin)->Shadow, address, out ulong within);
        if (within == 0 && sizeBytes == SlotBytes)
        {
            *spill = value;
        }
        else
        {
            Forget(frame, origin, address, (ulong)sizeBytes);
        }
    }

    /// <summary>Makes numbers of all slots that memory overlaps, where it is a stack's.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="origin">Where the address comes from; the access was checked.</param>
    /// <param name="address">The first byte.</param>
    /// <param name="sizeBytes">How many.</param>
    public static void Forget(InterpreterFrame* frame, Provenance* origin, ulong address, ulong sizeBytes)
    {
        if (origin->Kind != RegionKind.Stack)
        {
            return;
        }

        CheckedFrame* owner = FindFrame(frame, origin)->Shadow;
        Provenance* last = SpillAt(owner, address + sizeBytes - 1, out _);
        for (Provenance* spill = SpillAt(owner, address, out _); spill <= last; spill++)
        {
            *spill = default;
        }
    }

    // Slots are counted from the frame pointer, which need not be a whole number of them above the frame's first byte.
    private static Provenance* SpillAt(CheckedFrame* owner, ulong address, out ulong within)
    {
        ulong offset = address - (owner->Stack.End - (ulong)owner->SpillCount * SlotBytes);
        within = offset % SlotBytes;
        return owner->Spills + offset / SlotBytes;
    }
}
