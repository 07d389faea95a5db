using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Liveness;
using Nbpf.Verification.Log;
using Nbpf.Verification.Session;

namespace Nbpf.Verification.Explore;

/// <summary>Everything before exploration, in Linux's order of checks.</summary>
internal static class Preparation
{
    /// <summary>Checks the program's shape and fills the session with what exploration needs.</summary>
    public static bool Run(VerificationSession session)
    {
        VerificationRequest request = session.Request;
        if (session.Instructions.Length is 0 or > MaxInstructions)
            return session.RejectSilently(Errno.E2BIG, $"a program has 1 to {MaxInstructions} instructions, not {session.Instructions.Length}");
        if (!request.Capabilities.HasFlag(Capabilities.Bpf) || !request.Capabilities.HasFlag(Capabilities.PerfMon))
            return session.Reject(Errno.EPERM, "unprivileged loads are not supported yet", LoadOutcome.NotModelled);
        if (!request.Functions.IsEmpty && request.Btf is null)
            return session.RejectSilently(Errno.EINVAL, "func_info without BTF", LoadOutcome.Malformed);

        return CollectSubprograms(session)
            && CheckAbnormalReturns(session)
            && MapResolution.Run(session)
            && BuildGraph(session)
            && CheckSleepable(session)
            && Analyse(session);
    }

    private const int MaxInstructions = 1_000_000;

    private static bool CollectSubprograms(VerificationSession session)
    {
        VerificationRequest request = session.Request;
        GraphError? error = SubprogramTable.Collect(session.Instructions, request.Capabilities, out SubprogramTable? table);
        if (error is not null)
            return session.Reject(error);
        for (int i = 0; i < session.Instructions.Length; i++)
        {
            Instruction instruction = session.Instructions[i];
            if (instruction.IsCall && instruction.Source == PseudoCall.KernelFunction)
            {
                session.Index = i;
                return session.Reject(Errno.EINVAL, "calling kernel functions is not supported yet", LoadOutcome.NotModelled);
            }
        }

        session.Subprograms = table!;
        if (session.Log.IsTrace)
            table!.AppendList(session.Log.Text);
        if (table!.CheckJumps(session.Instructions) is { } jump)
            return session.Reject(jump);
        return DescribeSubprograms(session);
    }

    private static bool DescribeSubprograms(VerificationSession session)
    {
        VerificationRequest request = session.Request;
        int count = session.Subprograms.Count;
        var facts = new SubprogramFacts[count];
        bool hasInfo = !request.Functions.IsEmpty;
        if (hasInfo && request.Functions.Length != count)
            return session.Reject(Errno.EINVAL, "number of funcs in func_info doesn't match number of subprogs", LoadOutcome.Malformed);
        for (int i = 0; i < count; i++)
        {
            if (!hasInfo)
            {
                facts[i] = new SubprogramFacts();
                continue;
            }

            BtfFuncInfo info = request.Functions[i];
            if (info.InstructionIndex != session.Subprograms.Subprograms[i].Start)
                return session.Reject(Errno.EINVAL, "func_info BTF section doesn't match subprog layout in BPF program", LoadOutcome.Malformed);
            if (info.TypeId > (uint)request.Btf!.TypeCount)
                return session.Reject(Errno.EINVAL, $"invalid type id {info.TypeId} in func info", LoadOutcome.Malformed);
            BtfType function = request.Btf[info.TypeId];
            if (function.Kind != BtfKind.Func)
                return session.Reject(Errno.EINVAL, $"invalid type id {info.TypeId} in func info", LoadOutcome.Malformed);
            facts[i] = new SubprogramFacts { Name = function.Name, IsGlobal = i != 0 && function.Linkage == BtfLinkage.Global };
        }

        session.SubprogramFacts = facts;
        if (hasInfo && HasExceptionCallback(request.Btf!, request.Functions[0].TypeId))
            return session.Reject(Errno.EINVAL, "exception callbacks are not supported yet", LoadOutcome.NotModelled);
        if (request.Btf is { } btf && !request.Lines.IsEmpty)
            session.SourceLines = new SourceLines(btf, request.Lines);
        return true;
    }

    /// <summary>A program names its exception callback in a declaration tag.</summary>
    private static bool HasExceptionCallback(Btf btf, uint functionId) => btf.Types.Any(type => type.Kind == BtfKind.DeclTag
        && type.TargetId == functionId && type.ComponentIndex == -1 && type.Name.StartsWith("exception_callback:", StringComparison.Ordinal));

    /// <summary>A subprogram that may end early by itself must be known to return a number.</summary>
    private static bool CheckAbnormalReturns(VerificationSession session)
    {
        if (session.Request.Functions.IsEmpty)
            return session.Subprograms.CheckAbnormalReturnsWithoutBtf() is not { } error || session.Reject(error);
        for (int i = 1; i < session.Subprograms.Count; i++)
        {
            foreach (EarlyExit exit in EarlyExit.All)
            {
                if (session.Subprograms.Subprograms[i].Contains(exit.Kind) && !ReturnsNumber(session, i))
                    return session.Reject(Errno.EINVAL, $"{exit.Name} is only allowed in functions that return 'int'.");
            }
        }

        return true;
    }

    private static bool ReturnsNumber(VerificationSession session, int subprogram)
    {
        Btf btf = session.Request.Btf!;
        BtfType prototype = btf[session.Request.Functions[subprogram].TypeId].Target;
        if (prototype.TargetId == 0)
            return false;
        BtfType result = btf.Resolve(prototype.TargetId);
        return result.Kind == BtfKind.Int || result.IsEnum;
    }

    private static bool BuildGraph(VerificationSession session)
    {
        GraphError? error = ControlFlowGraph.Build(
            session.Instructions, session.Subprograms, session.CallFacts, allowsLoops: true, out ControlFlowGraph? graph);
        if (error is not null)
            return session.Reject(error);
        session.Graph = graph!;
        session.StackLiveness = new StackLiveness(session.Instructions, session.Subprograms, graph!, session.Log);
        return true;
    }

    private static bool CheckSleepable(VerificationSession session)
    {
        session.Index = 0;
        if (session.Request.ProgramType.MustSleep)
            return session.IsSleepable || session.Reject(Errno.EINVAL, "Syscall programs can only be sleepable");
        if (!session.IsSleepable)
            return true;
        return session.Reject(
            Errno.EINVAL, "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable");
    }

    private static bool Analyse(VerificationSession session)
    {
        session.Live = LiveRegisters.Compute(session.Instructions, session.Graph, session.CallFacts);
        if (session.Log.IsTrace)
            session.Live.AppendTable(session.Log.Text, session.Instructions, session.Graph, session.Symbols);
        return true;
    }
}
