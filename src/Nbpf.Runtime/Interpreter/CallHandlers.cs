using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Calls, tail calls, and the entries by which native-side code enters an interpreted program.</summary>
/// <typeparam name="TAccess">What to do about instructions before they are executed.</typeparam>
internal static unsafe class CallHandlers<TAccess>
    where TAccess : struct, IMemoryAccess
{
    /// <summary>Calls the subprogram whose descriptor's address the immediate holds.</summary>
    public static DecodedInstruction* CallSubprogram(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        frame->Registers[Register.R0] = Enter(frame->Run, frame->Registers[1], frame->Registers[2], frame->Registers[3], frame->Registers[4], frame->Registers[5], (nint)instruction->Immediate);
        return instruction + 1;
    }

    /// <summary>Makes a tail call. When it succeeds the subprogram ends, and whoever entered it enters the other program; else execution goes on.</summary>
    public static DecodedInstruction* TailCall(DecodedInstruction* instruction, InterpreterFrame* frame) =>
        TailCalls.TryBegin(frame->Run, frame->Registers[1], frame->Registers[2], frame->Registers[3]) ? null : instruction + 1;

    /// <summary>Adds the run's per-CPU offset.</summary>
    public static DecodedInstruction* PerCpuMove(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        frame->Registers[instruction->Destination] = frame->Registers[instruction->Source] + frame->Run->PerCpuOffset;
        return instruction + 1;
    }

    /// <summary><see cref="Executable.Entry"/></summary>
    public static ulong EnterMain(RunFrame* run, void* context, nint handle) => Interpret(run, (ulong)context, 0, 0, 0, 0, handle);

    /// <summary><see cref="CallbackTarget.Entry"/></summary>
    public static ulong Enter(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5, nint handle)
    {
        InterpretedSubprogram* subprogram = (InterpretedSubprogram*)handle;
        RunStops.Check(run, (int)(subprogram->Start - subprogram->Program));
        return TailCalls.FinishSubprogram(Interpret(run, r1, r2, r3, r4, r5, handle), run);
    }

    private static ulong Interpret(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5, nint handle)
    {
        // SAFETY: the handle is the address of a descriptor that its program keeps alive; the stack block is zeroed, so that a
        // privileged program that reads what it did not write finds none of this process's memory.
        InterpretedSubprogram* subprogram = (InterpretedSubprogram*)handle;
        byte* stack = stackalloc byte[subprogram->StackBytes];
        InterpreterFrame frame = default;
        frame.Run = run;
        frame.Subprogram = subprogram;
        frame.Stack = stack;
        frame.Registers[1] = r1;
        frame.Registers[2] = r2;
        frame.Registers[3] = r3;
        frame.Registers[4] = r4;
        frame.Registers[5] = r5;
        frame.Registers[Register.FramePointer] = (ulong)(stack + subprogram->StackBytes);
        TAccess.Interpret(&frame);
        return frame.Registers[Register.R0];
    }
}
