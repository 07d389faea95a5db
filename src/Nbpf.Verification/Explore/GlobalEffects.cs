using Nbpf.Isa;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Session;

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
        var callers = new HashSet<int>[session.Subprograms.Count];
        for (int i = 0; i < callers.Length; i++)
            callers[i] = [];
        for (int i = 0; i < callers.Length; i++)
            Collect(session, i, callers);
        var pending = new Stack<int>(Enumerable.Range(0, callers.Length));
        while (pending.TryPop(out int number))
        {
            SubprogramFacts callee = session.SubprogramFacts[number];
            foreach (int caller in callers[number])
            {
                SubprogramFacts facts = session.SubprogramFacts[caller];
                if ((facts.ChangesPacketData || !callee.ChangesPacketData) && (facts.MightSleep || !callee.MightSleep))
                    continue;
                facts.ChangesPacketData |= callee.ChangesPacketData;
                facts.MightSleep |= callee.MightSleep;
                pending.Push(caller);
            }
        }
    }

    // What a subprogram's own instructions do, and whom it calls.
    private static void Collect(VerificationSession session, int number, HashSet<int>[] callers)
    {
        SubprogramFacts facts = session.SubprogramFacts[number];
        Subprogram subprogram = session.Subprograms.Subprograms[number];
        for (int i = subprogram.Start; i < subprogram.End; i++)
        {
            Instruction instruction = session.Instructions[i];
            if (instruction.IsHelperCall)
            {
                HelperPrototype? helper = session.Request.Helpers.Find(instruction.Immediate);
                facts.ChangesPacketData |= helper?.ChangesPacketData == true || EarlyExit.At(instruction)?.ChangesPacketData == true;
                facts.MightSleep |= helper?.MightSleep == true;
            }
            else if (instruction.IsSubprogramCall || (instruction.IsWide && instruction.Source == PseudoImmediate.Function))
            {
                callers[session.Subprograms.FindByStart(i + instruction.Immediate + 1)].Add(number);
            }
        }
    }
}
