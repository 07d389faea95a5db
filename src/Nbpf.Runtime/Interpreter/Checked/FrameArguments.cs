using Nbpf.Isa;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What passes between the frames of a checked run.</summary>
internal static unsafe class FrameArguments
{
    /// <summary>Finds out where a new frame's arguments come from.</summary>
    /// <param name="frame">The frame, entered from its <see cref="InterpreterFrame.Previous"/>.</param>
    /// <param name="memory">The memory outside its stack.</param>
    public static void Take(InterpreterFrame* frame, CheckedMemory memory)
    {
        Provenance* registers = frame->Shadow->Registers;
        if (frame->Subprogram->Start == frame->Subprogram->Program)
        {
            registers[1] = Context(frame->Registers[1], memory);
            return;
        }

        for (byte r = 1; r <= Register.ArgumentCount; r++)
        {
            registers[r] = OfCaller(frame->Previous, r, frame->Registers[r]);
        }
    }

    /// <summary>Gives r0 to the frame that called this one; what a callback returns goes to a helper.</summary>
    /// <param name="frame">The frame that ends.</param>
    public static void GiveBack(InterpreterFrame* frame)
    {
        InterpreterFrame* caller = frame->Previous;
        if (caller is null || caller->Shadow->Current->Operation != SlotOperation.CallSubprogram)
        {
            return;
        }

        Provenance* registers = caller->Shadow->Registers;
        registers[Register.R0] = frame->Shadow->Registers[Register.R0];
        for (byte r = 1; r <= Register.ArgumentCount; r++)
        {
            registers[r] = default;
        }
    }

    private static Provenance Context(ulong address, CheckedMemory memory)
    {
        int length = memory.ContextBytes((void*)address, out RegionAccess access);
        return new Provenance { Kind = RegionKind.Context, Access = access, Start = address, End = address + (ulong)length };
    }

    // A helper hands on to a callback what it was given, in whatever register: what has the value of an argument is that argument.
    private static Provenance OfCaller(InterpreterFrame* caller, byte register, ulong value)
    {
        if (caller is null)
        {
            return default;
        }

        Provenance* registers = caller->Shadow->Registers;
        if (caller->Shadow->Current->Operation == SlotOperation.CallSubprogram)
        {
            return registers[register];
        }

        for (byte r = 1; r <= Register.ArgumentCount; r++)
        {
            if (registers[r].Kind != RegionKind.Number && caller->Registers[r] == value)
            {
                return registers[r];
            }
        }

        return default;
    }
}
