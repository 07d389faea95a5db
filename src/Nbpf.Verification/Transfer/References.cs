using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>
/// References: what a path acquires it must release before it ends, and with the release every pointer that carries the
/// reference becomes a number. Sound, since a pointer gets its reference with its creation and every copy, in a register or on the
/// stack of any frame, keeps it.
/// </summary>
internal static class References
{
    /// <summary>The instruction being explored acquires a reference, held by a register and its copies to come.</summary>
    public static void Acquire(VerificationSession session, ref RegisterState holder)
    {
        uint id = session.NewId();
        session.Path.Resources.Add(new Resource(ResourceKind.Reference, id, session.Index));

        // The test for NULL finds the copies by the same identity.
        holder.Id = id;
        holder.ReferenceId = id;
    }

    /// <summary>Releases a reference and ends all pointers that carry it; false when the path does not hold it.</summary>
    public static bool Release(PathState path, uint id)
    {
        if (!path.Resources.Remove(id))
            return false;
        for (int number = 0; number <= path.CurrentFrame; number++)
        {
            FrameState frame = path.Frames[number]!;
            for (int i = 0; i < frame.Registers.Length; i++)
                End(ref frame.Registers[i], id);
            for (int i = 0; i < frame.SlotCount; i++)
            {
                if (frame.Stack[i].HasSpill)
                    End(ref frame.Stack[i].Spilled, id);
            }
        }

        return true;
    }

    private static void End(ref RegisterState register, uint id)
    {
        if (register.ReferenceId == id)
            register.SetUnknown();
    }
}
