using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Pruning;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Calls of subprograms and returns from them.</summary>
internal static class SubprogramCalls
{
    /// <summary>
    /// Explores one call: a static subprogram is entered, a global function is taken at its prototype's word. Sound: arguments and
    /// result are copied whole, identities and links included, and what they were copied from is not readable afterwards.
    /// </summary>
    public static bool Apply(VerificationSession session, in Instruction instruction)
    {
        int target = session.Index + instruction.Immediate + 1;
        int subprogram = session.Subprograms.FindByStart(target);
        if (session.SubprogramFacts[subprogram].IsGlobal)
            return GlobalFunctions.Call(session, subprogram);
        GlobalFunctions.LogMismatch(session, subprogram);
        FrameState caller = session.Path.Top;
        if (!TryEnter(session, session.Path, subprogram, session.Index))
            return false;
        FrameState callee = session.Path.Top;
        for (int i = 1; i <= Register.ArgumentCount; i++)
            callee.Registers[i] = caller.Registers[i];
        RegisterUse.ClearCallerSaved(session, caller);
        session.Index = target - 1;
        if (session.Log.HasInstructions)
        {
            session.Log.Line("caller:");
            session.LogFrame(caller);
            session.Log.Line("callee:");
            session.LogFrame(callee);
        }

        return true;
    }

    /// <summary>Adds a frame to a path; the caller passes arguments.</summary>
    public static bool TryEnter(VerificationSession session, PathState path, int subprogram, int callSite)
    {
        if (path.CurrentFrame + 1 >= Limits.CallFrames)
            return session.Reject(Errno.E2BIG, $"the call stack of {path.CurrentFrame + 2} frames is too deep");
        FrameState frame = session.Pool.RentFrame();
        frame.Enter(path.CurrentFrame + 1, callSite, subprogram);
        session.TouchAll();
        path.Frames[++path.CurrentFrame] = frame;
        if (path == session.Path)
            session.StackLiveness.ChangeFrame();
        return true;
    }

    /// <summary>
    /// The innermost frame returns. <see cref="VerificationSession.Index"/> becomes the next instruction to explore: the one
    /// after the call, or for a callback the call itself.
    /// </summary>
    public static bool Return(VerificationSession session, Checkpoints checkpoints)
    {
        PathState path = session.Path;
        session.StackLiveness.Update(path);
        FrameState callee = path.Top;
        FrameState caller = path.Frames[path.CurrentFrame - 1]!;
        ref RegisterState result = ref callee.Registers[Register.R0];
        if (result.Kind == RegisterKind.Stack)
            return session.Reject(Errno.EINVAL, "cannot return stack pointer to the caller");
        if (callee.IsCallback)
        {
            if (result.Kind != RegisterKind.Scalar)
                return session.Reject(Errno.EACCES, "R0 not a scalar value");
            Backtracking.MarkPrecise(session, Register.R0);
            if (result.Bounds.SMin < 0 || result.Bounds.SMax > 1)
                return ExitChecks.RejectRange(session, result, 0, 1, "At callback return");
            session.Index = callee.CallSite;
        }
        else
        {
            caller.Registers[Register.R0] = result;
            session.Index = callee.CallSite + 1;
        }

        if (session.Log.HasInstructions)
        {
            session.Log.Line("returning from callee:");
            session.LogFrame(callee);
            session.Log.Line($"to caller at {session.Index}:");
            session.LogFrame(caller);
        }

        bool wasCallback = callee.IsCallback;
        path.Frames[path.CurrentFrame--] = null;
        session.Pool.Return(callee);
        path.Instruction = session.Index;
        if (wasCallback && checkpoints.FindOpen(session.Index, path) is { } before)
            Widening.Widen(session, before, path);
        return true;
    }
}
