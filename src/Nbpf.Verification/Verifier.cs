using System.Collections.Immutable;
using System.Text;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Explore;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;
using Nbpf.Verification.Trace;

namespace Nbpf.Verification;

/// <summary>
/// Judges programs as Linux 6.18 does (kernel/bpf/verifier.c): accepts only what it can prove safe on every path, and answers
/// the rest with Linux's error and message. What is not modelled yet is refused by name.
/// </summary>
public static class Verifier
{
    /// <summary>Judges one program. Uses no clock and no state of its own: equal requests get equal answers.</summary>
    /// <param name="request">The program and the facts to judge it by.</param>
    public static VerificationOutcome Verify(VerificationRequest request) => Verify(request, null);

    /// <summary>Judges one program and keeps what the exploration does.</summary>
    /// <param name="request">The program and the facts to judge it by.</param>
    /// <param name="trace">Receives what the exploration does; null, the rule, keeps nothing.</param>
    internal static VerificationOutcome Verify(VerificationRequest request, ExplorationTrace? trace)
    {
        ArgumentNullException.ThrowIfNull(request);
        var session = new VerificationSession(request, trace);
        bool accepted = Preparation.Run(session) && ExploreAll(session) && new StackDepth(session).Check();
        var statistics = new VerificationStatistics(
            session.ProcessedCount, session.Counters.LongestList, session.Counters.Total, session.Counters.Peak);
        AppendStatistics(session, statistics);
        string log = session.Log.Text.ToString();
        if (!accepted)
        {
            Rejection rejection = session.Rejection!;
            return new VerificationOutcome.Rejected(
                rejection.Errno, rejection.Outcome, rejection.Reason, rejection.LastLine, rejection.InstructionIndex, log, statistics);
        }

        return new VerificationOutcome.Accepted(Describe(session, statistics), log, statistics);
    }

    private static bool ExploreAll(VerificationSession session)
    {
        GlobalEffects.Compute(session);
        session.Trace?.Start(session.Maps, session.Live);
        var explorer = new Explorer(session);
        if (!explorer.Explore(0))
            return false;
        bool found;
        do
        {
            found = false;
            for (int i = 1; i < session.Subprograms.Count; i++)
            {
                SubprogramFacts facts = session.SubprogramFacts[i];
                if (!facts.IsGlobal || !facts.IsCalled || facts.IsVerified)
                    continue;
                if (!explorer.Explore(i))
                    return false;
                session.Log.Line($"Func#{i} ('{facts.Name}') is safe for any args that match its prototype");
                facts.IsVerified = true;
                found = true;
            }
        }
        while (found);
        return true;
    }

    private static void AppendStatistics(VerificationSession session, VerificationStatistics statistics)
    {
        if (session.Log.HasStatistics)
        {
            var depths = new StringBuilder("stack depth ");
            for (int i = 0; i < session.SubprogramFacts.Length; i++)
                depths.Append(i == 0 ? "" : "+").Append(session.SubprogramFacts[i].StackDepthBytes);
            session.Log.Line(depths.ToString());
        }

        session.Log.Line(
            $"processed {statistics.ProcessedInstructions} insns (limit {Limits.ProcessedInstructions}) "
            + $"max_states_per_insn {statistics.MaxStatesPerInstruction} total_states {statistics.TotalStates} "
            + $"peak_states {statistics.PeakStates} mark_read 0");
    }

    private static VerifiedProgram Describe(VerificationSession session, VerificationStatistics statistics)
    {
        var facts = ImmutableArray.CreateBuilder<InstructionFacts>(session.Instructions.Length);
        for (int i = 0; i < session.Instructions.Length; i++)
            facts.Add(Describe(session, session.Annotations[i]));

        var subprograms = ImmutableArray.CreateBuilder<VerifiedSubprogram>(session.Subprograms.Count);
        for (int i = 0; i < session.Subprograms.Count; i++)
        {
            Subprogram subprogram = session.Subprograms.Subprograms[i];
            SubprogramFacts learned = session.SubprogramFacts[i];
            subprograms.Add(new VerifiedSubprogram(
                subprogram.Start,
                subprogram.End - subprogram.Start,
                learned.StackDepthBytes,
                session.Annotations[subprogram.Start].IsReached,
                learned.IsGlobal,
                subprogram.Contains(EarlyExits.TailCall)));
        }

        var maps = ImmutableArray.CreateBuilder<IMapFacts>(session.Maps.UsedCount);
        for (int i = 0; i < session.Maps.UsedCount; i++)
            maps.Add(session.Maps[i]);
        return new VerifiedProgram(
            session.Request, [.. session.Instructions], facts.MoveToImmutable(), subprograms.MoveToImmutable(), maps.MoveToImmutable(), statistics)
        {
            WritesPacketDirectly = session.WritesPacket,
            Trace = session.Trace,
        };
    }

    private static InstructionFacts Describe(VerificationSession session, in InstructionAnnotations annotation)
    {
        int map = annotation.MapPlusOne - 1;
        bool oneMap = map >= 0 && !annotation.HasSeveralMaps;
        return new InstructionFacts
        {
            IsReached = annotation.IsReached,
            Pointer = KindOf(annotation),
            Map = oneMap ? session.Maps[map] : null,
            IsInnerTemplate = oneMap && session.Maps.IsTemplate(map),
            HasSeveralMaps = annotation.HasSeveralMaps,
            ConstantTailCallIndex = annotation.HasTailCallIndex && !annotation.HasSeveralMaps
                ? annotation.TailCallIndex
                : InstructionAnnotations.NoIndex,
            InlineLoopCallback = annotation.LoopFitsInline
                ? session.Subprograms.Subprograms[annotation.LoopCallback].Start
                : -1,
        };
    }

    private static PointerKind KindOf(in InstructionAnnotations annotation)
    {
        if (annotation.HasSeveralPointers)
            return PointerKind.Mixed;
        return KindRules.Of(annotation.Pointer).Access;
    }
}
