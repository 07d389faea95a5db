using Nbpf.Isa;

namespace Nbpf.Verification.State;

/// <summary>Registers and stack of one call frame (struct bpf_func_state, Linux 6.18).</summary>
internal sealed class FrameState
{
    /// <summary><see cref="CallSite"/> of the outermost frame.</summary>
    public const int MainCallSite = -1;

    /// <summary>r0 to r10.</summary>
    public readonly RegisterState[] Registers = new RegisterState[Register.Count];

    /// <summary>Slots; index 0 holds fp-8 to fp-1. Only the first <see cref="SlotCount"/> are meaningful.</summary>
    public StackSlot[] Stack = [];

    /// <summary>Slots in use.</summary>
    public int SlotCount;

    /// <summary>Frame number, 0 for the outermost.</summary>
    public int Number;

    /// <summary>Slot index of the call that made the frame.</summary>
    public int CallSite;

    /// <summary>Subprogram number.</summary>
    public int Subprogram;

    /// <summary>How often the frame's current callback-calling instruction entered its callback.</summary>
    public int CallbackDepth;

    /// <summary>The frame is a callback's; its result must lie in 0..1.</summary>
    public bool IsCallback;

    /// <summary>Becomes the frame of a function about to start: nothing readable but r10.</summary>
    public void Enter(int number, int callSite, int subprogram)
    {
        Number = number;
        CallSite = callSite;
        Subprogram = subprogram;
        CallbackDepth = 0;
        IsCallback = false;
        SlotCount = 0;
        for (int i = 0; i < Register.FramePointer; i++)
            Registers[i].SetNotInitialised();
        ref RegisterState framePointer = ref Registers[Register.FramePointer];
        framePointer.SetPointer(RegisterKind.Stack);
        framePointer.Frame = (byte)number;
    }

    /// <summary>Becomes a copy.</summary>
    public void CopyFrom(FrameState other)
    {
        Array.Copy(other.Registers, Registers, Register.Count);
        EnsureCapacity(other.SlotCount);
        Array.Copy(other.Stack, Stack, other.SlotCount);
        SlotCount = other.SlotCount;
        Number = other.Number;
        CallSite = other.CallSite;
        Subprogram = other.Subprogram;
        CallbackDepth = other.CallbackDepth;
        IsCallback = other.IsCallback;
    }

    /// <summary>Makes the slots down to fp-<paramref name="depthBytes"/> exist; new ones are invalid.</summary>
    public void Grow(int depthBytes)
    {
        int slots = (depthBytes + 7) / 8;
        if (slots <= SlotCount)
            return;
        EnsureCapacity(slots);
        for (int i = SlotCount; i < slots; i++)
        {
            Stack[i].Bytes = 0;
            Stack[i].Spilled.SetNotInitialised();
        }

        SlotCount = slots;
    }

    private void EnsureCapacity(int slots)
    {
        if (Stack.Length < slots)
            Array.Resize(ref Stack, Math.Max(slots, Math.Min(64, Math.Max(4, Stack.Length * 2))));
    }
}
