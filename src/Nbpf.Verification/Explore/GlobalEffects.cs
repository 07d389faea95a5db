using Nbpf.Isa;
using Nbpf.Verification.Cfg;

namespace Nbpf.Verification.Explore;

/// <summary>
/// What calling a subprogram may do besides returning a number: change packet data, sleep. Collected through the call graph
/// to a fixed point, before exploration. Sound: every instruction counts, reached or not.
/// </summary>
internal static class GlobalEffects
{
    /// <summary>Fills in the facts of all subprograms.</summary>
    public static void Compute(VerificationSession session)
    {
        bool changed;
        do
        {
            changed = false;
            for (int i = 0; i < session.Subprograms.Count; i++)
                changed |= Update(session, i);
        }
        while (changed);
    }

    private static bool Update(VerificationSession session, int number)
    {
        SubprogramFacts facts = session.SubprogramFacts[number];
        bool changesPacket = facts.ChangesPacketData;
        bool mightSleep = facts.MightSleep;
        var subprogram = session.Subprograms.Subprograms[number];
        for (int i = subprogram.Start; i < subprogram.End; i++)
        {
            Instruction instruction = session.Instructions[i];
            if (instruction.IsHelperCall)
            {
                HelperPrototype? helper = session.Request.Helpers.Find(instruction.Immediate);
                changesPacket |= helper?.ChangesPacketData == true || EarlyExit.At(instruction)?.ChangesPacketData == true;
                mightSleep |= helper?.MightSleep == true;
            }
            else if (instruction.IsSubprogramCall || (instruction.IsWide && instruction.Source == PseudoImmediate.Function))
            {
                SubprogramFacts callee = session.SubprogramFacts[session.Subprograms.FindByStart(i + instruction.Immediate + 1)];
                changesPacket |= callee.ChangesPacketData;
                mightSleep |= callee.MightSleep;
            }
        }

        if (changesPacket == facts.ChangesPacketData && mightSleep == facts.MightSleep)
            return false;
        facts.ChangesPacketData = changesPacket;
        facts.MightSleep = mightSleep;
        return true;
    }
}
