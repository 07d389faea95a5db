using Nbpf.Isa;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Pruning;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Instructions that may end a function: the path on which they do, and the one that goes on.</summary>
internal static class EarlyReturns
{
    /// <summary>
    /// After the instruction's own effects: puts aside the path that goes on and returns to the caller. In the outermost frame nothing
    /// comes after the end, only the path that goes on is left to explore.
    /// </summary>
    public static bool Explore(VerificationSession session, Checkpoints checkpoints, EarlyExit exit)
    {
        if (session.Path.CurrentFrame == 0)
            return true;
        session.Touch(Register.R0);
        if (session.PushBranch(session.Index + 1, session.Index) is null)
            return false;
        if (exit.ChangesPacketData)
            HelperCalls.InvalidatePacketPointers(session.Path);
        ref RegisterState result = ref session.Registers[Register.R0];
        if (exit.Result is { } value)
            result.SetConstant(value);
        else
            result.SetUnknown();
        if (!SubprogramCalls.Return(session, checkpoints))
            return false;
        session.Index--;
        return true;
    }
}
