using Nbpf.Syscall;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>
/// Helpers that call a subprogram back before they return: the call's own return is explored first, the callback is put
/// aside; when it returns, the call is explored again, until a state repeats. Sound: the callback's context is the caller's
/// argument copied whole, identity included; everything else that it is called with is new.
/// </summary>
internal static class CallbackCalls
{
    /// <summary>Puts aside one round of bpf_loop: <c>callback(index, context)</c>.</summary>
    public static bool PushLoop(VerificationSession session, int subprogram) =>
        Push(session, subprogram, static (caller, callee) =>
        {
            callee.Registers[1].SetUnknown();
            callee.Registers[2] = caller.Registers[3];
        });

    /// <summary>Puts aside one round of bpf_for_each_map_elem: <c>callback(map, key, value, context)</c>.</summary>
    public static bool PushForEach(VerificationSession session, int subprogram, int map)
    {
        if (session.Maps[map].Type is not (MapType.Array or MapType.PerCpuArray or MapType.Hash or MapType.PerCpuHash
            or MapType.LruHash or MapType.LruPerCpuHash))
        {
            return session.Reject(Errno.ENOTSUPP, "callback function not allowed for map");
        }

        return Push(session, subprogram, (caller, callee) =>
        {
            callee.Registers[1] = caller.Registers[1];
            callee.Registers[2].SetPointer(RegisterKind.MapKey);
            callee.Registers[2].Map = map;
            callee.Registers[3].SetPointer(RegisterKind.MapValue);
            callee.Registers[3].Map = map;
            callee.Registers[4] = caller.Registers[3];
        });
    }

    private static bool Push(VerificationSession session, int subprogram, Action<FrameState, FrameState> passArguments)
    {
        session.SubprogramFacts[subprogram].IsCallback = true;
        if (session.PushBranch(session.Subprograms.Subprograms[subprogram].Start, session.Index) is not { } branch)
            return false;
        FrameState caller = branch.Top;
        if (!SubprogramCalls.TryEnter(session, branch, subprogram, session.Index))
            return false;
        passArguments(caller, branch.Top);
        branch.Top.IsCallback = true;
        branch.CallbackUnrollDepth++;
        caller.CallbackDepth++;
        session.Path.Top.CallbackDepth = 0;
        return true;
    }
}
