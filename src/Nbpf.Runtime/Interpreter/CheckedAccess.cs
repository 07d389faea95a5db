using System.Runtime.CompilerServices;
using Nbpf.Isa;
using Nbpf.Runtime.Interpreter.Checked;

namespace Nbpf.Runtime.Interpreter;

/// <summary>
/// Knows of every register and stack slot which memory its value was derived from, and allows an access only inside that memory while it exists. Numbers are no
/// addresses, whatever they point at.
/// </summary>
internal readonly unsafe struct CheckedAccess : IMemoryAccess
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Before(DecodedInstruction* instruction, InterpreterFrame* frame) => CheckedSteps.Before(instruction, frame);

    /// <inheritdoc/>
    public static void Interpret(InterpreterFrame* frame) => Interpret<CheckedAccess>(frame);

    /// <summary>Interprets a frame with provenance, and with what is done about instructions besides.</summary>
    /// <typeparam name="TAccess">Does before each instruction what this does.</typeparam>
    /// <param name="frame">The frame, its registers set.</param>
    public static void Interpret<TAccess>(InterpreterFrame* frame)
        where TAccess : struct, IMemoryAccess
    {
        // SAFETY: all that the frame points at from here lies on this thread's stack and is left before this method.
        InterpretedSubprogram* subprogram = frame->Subprogram;
        CheckedProgram program = CheckedProgram.Of(frame);
        int spillCount = subprogram->StackBytes / sizeof(ulong);
        Provenance* registers = stackalloc Provenance[CheckedSlot.Nowhere + 1];
        Provenance* spills = stackalloc Provenance[spillCount];
        InterpreterFrame* caller = (InterpreterFrame*)frame->Run->CheckedFrame;
        CheckedRun run = default;
        CheckedFrame shadow = new()
        {
            Run = caller is null ? &run : caller->Shadow->Run,
            Registers = registers,
            Spills = spills,
            SpillCount = spillCount,
            Slots = program.Slots,
            Current = program.Slots + (subprogram->Start - subprogram->Program),
            Site = -1,
        };
        ulong top = frame->Registers[Register.FramePointer];
        shadow.Stack = new Provenance
        {
            Kind = RegionKind.Stack,
            Access = RegionAccess.Read | RegionAccess.Write,
            Start = top - (ulong)subprogram->StackDepthBytes,
            End = top,
            Stamp = ++shadow.Run->FrameCount,
        };
        registers[Register.FramePointer] = shadow.Stack;
        frame->Shadow = &shadow;
        frame->Previous = caller;
        FrameArguments.Take(frame, program.Memory);
        frame->Run->CheckedFrame = frame;
        try
        {
            InterpreterLoop<TAccess>.Run(frame);
            FrameArguments.GiveBack(frame);
        }
        finally
        {
            frame->Run->CheckedFrame = caller;
        }
    }
}
