using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>
/// The stack that call chains need together, and where tail calls may stand (kernel/bpf/verifier.c, Linux 6.18, with JIT).
/// </summary>
internal sealed class StackDepth(VerificationSession session)
{
    private const int Granularity = 16;
    private const int PrivateStackMinimum = 64;
    private const int TailCallMaximum = 256;

    private readonly List<int> _chain = [];

    /// <summary>The greatest depth at which a subprogram was walked without complaint, by number, frames above it and whether one is a callback.</summary>
    private readonly Dictionary<(int Number, int Frames, bool InCallback), int> _walked = [];
    private bool _hasPrivateStack;

    /// <summary>Walks all call chains from the main program.</summary>
    public bool Check()
    {
        ProgramType type = session.Request.ProgramType.Type;
        bool anyTailCall = false;
        foreach (Subprogram subprogram in session.Subprograms.Subprograms)
            anyTailCall |= subprogram.Contains(EarlyExits.TailCall);
        _hasPrivateStack = !anyTailCall && type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent or ProgramType.RawTracepoint;
        return Walk(0, 0);
    }

    private bool Walk(int number, int depth)
    {
        Subprogram subprogram = session.Subprograms.Subprograms[number];
        bool inCallback = session.SubprogramFacts[number].IsCallback || _chain.Exists(n => session.SubprogramFacts[n].IsCallback);
        (int, int, bool) place = (number, _chain.Count, inCallback);
        int entryDepth = depth;

        // Nothing that fits below a chain as deep can fail here: without this, code that calls often at every level takes exponential time.
        if (_walked.TryGetValue(place, out int walkedDepth) && walkedDepth >= depth)
            return true;
        if (subprogram.Contains(EarlyExits.LegacyLoad) && inCallback)
            return session.Reject(Errno.EINVAL, "cannot use BPF_LD_[ABS|IND] within callback");
        if (number != 0 && subprogram.Contains(EarlyExits.TailCall) && depth >= TailCallMaximum)
        {
            return session.Reject(
                Errno.EACCES,
                $"tail_calls are not allowed when call stack of previous frames is {depth} bytes. Too large");
        }

        int own = (session.SubprogramFacts[number].StackDepthBytes + Granularity - 1) / Granularity * Granularity;
        if (_hasPrivateStack && own >= PrivateStackMinimum)
        {
            if (own > Limits.StackBytes)
                return session.Reject(Errno.EACCES, $"stack size of subprog {number} is {own}. Too large");
            own = 0;
        }

        depth += own;
        if (depth > Limits.StackBytes)
            return session.Reject(Errno.EACCES, $"combined stack size of {_chain.Count + 1} calls is {depth}. Too large");

        _chain.Add(number);
        for (int i = subprogram.Start; i < subprogram.End; i++)
        {
            Instruction instruction = session.Instructions[i];
            bool enters = instruction.IsSubprogramCall || (instruction.IsWide && instruction.Source == PseudoImmediate.Function);
            if (!enters)
                continue;
            if (_chain.Count >= Limits.CallFrames)
                return session.Reject(Errno.E2BIG, $"the call stack of {_chain.Count} frames is too deep !");
            if (!Walk(session.Subprograms.FindByStart(i + instruction.Immediate + 1), depth))
                return false;
        }

        _chain.RemoveAt(_chain.Count - 1);
        _walked[place] = entryDepth;
        return true;
    }
}
