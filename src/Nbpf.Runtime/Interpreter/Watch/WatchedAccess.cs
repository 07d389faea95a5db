using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Interpreter.Watch;

/// <summary>
/// Checks every access, and holds registers and stack at every instruction against what the verifier knew there (<see cref="Walk"/>).
/// </summary>
internal readonly unsafe struct WatchedAccess : IMemoryAccess
{
    /// <inheritdoc/>
    public static void Before(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        // SAFETY: the walk outlives the frame, see Interpret. It comes first: what is checked changes where values come from.
        ((Walk)GCHandle.FromIntPtr(frame->Walk).Target!).Begin((int)(instruction - frame->Subprogram->Program), frame);
        CheckedAccess.Before(instruction, frame);
    }

    /// <inheritdoc/>
    public static void Interpret(InterpreterFrame* frame)
    {
        InterpreterFrame* caller = (InterpreterFrame*)frame->Run->CheckedFrame;
        RunWatcher watcher = (RunWatcher)GCHandle.FromIntPtr(frame->Subprogram->Watcher).Target!;
        int number = watcher.NumberOf(frame->Subprogram);
        if (caller is not null && !watcher.IsExploredAlone(number))
        {
            frame->Walk = caller->Walk;
            frame->Depth = caller->Depth + 1;
            CheckedAccess.Interpret<WatchedAccess>(frame);
            return;
        }

        // The main program, entered by a run or a tail call, or a global function: explored for itself.
        GCHandle walk = GCHandle.Alloc(new Walk(watcher, number));
        try
        {
            frame->Walk = GCHandle.ToIntPtr(walk);
            frame->Depth = 0;
            CheckedAccess.Interpret<WatchedAccess>(frame);
        }
        finally
        {
            walk.Free();
        }
    }
}
