using Nbpf.Isa;
using Nbpf.Verification.Pruning;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>
/// After a round of a callback: numbers that changed since the round before and that nothing relied on become unknown, so
/// that the next round repeats a state. Sound: only loses knowledge.
/// </summary>
internal static class Widening
{
    /// <summary>Widens a path against the checkpoint of the round before.</summary>
    public static void Widen(VerificationSession session, PathState before, PathState path)
    {
        var ids = new IdMap();
        ids.Reset(session.LastId);
        for (int number = before.CurrentFrame; number >= 0; number--)
        {
            FrameState old = before.Frames[number]!;
            FrameState current = path.Frames[number]!;
            for (int i = 0; i < Register.Count; i++)
                Widen(ids, old.Registers[i], ref current.Registers[i]);
            for (int i = 0; i < old.SlotCount && i < current.SlotCount; i++)
            {
                if (old.Stack[i].HasScalarSpill && current.Stack[i].HasScalarSpill)
                    Widen(ids, old.Stack[i].Spilled, ref current.Stack[i].Spilled);
            }
        }
    }

    private static void Widen(IdMap ids, in RegisterState old, ref RegisterState current)
    {
        if (old.Kind != RegisterKind.Scalar || current.Kind != RegisterKind.Scalar || old.IsPrecise || current.IsPrecise)
            return;
        if (!RegisterState.SameShape(old, current) || !ids.Matches(old.Id, current.Id))
            current.SetUnknown();
    }
}
