using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Pruning;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary><c>ld_abs</c> and <c>ld_ind</c>: calls in disguise that read the packet through r6 and may end the function.</summary>
internal static class LegacyLoads
{
    private const int ContextRegister = 6;

    /// <summary>Explores one load.</summary>
    public static bool Apply(VerificationSession session, Checkpoints checkpoints, in Instruction instruction)
    {
        if (!session.Request.ProgramType.AllowsLegacyPacketLoads)
            return session.Reject(Errno.EINVAL, "BPF_LD_[ABS|IND] instructions not allowed for this program type");
        for (int i = session.Path.CurrentFrame; i > 0; i--)
        {
            if (session.Path.Frames[i]!.IsCallback)
                return session.Reject(Errno.EINVAL, "cannot use BPF_LD_[ABS|IND] within callback");
        }

        bool isIndirect = instruction.MemoryMode == MemoryMode.Indirect;
        if (instruction.Destination != 0 || instruction.Offset != 0 || instruction.MemorySize == MemorySize.DoubleWord
            || (!isIndirect && instruction.Source != 0))
        {
            return session.Reject(Errno.EINVAL, "BPF_LD_[ABS|IND] uses reserved fields", LoadOutcome.Malformed);
        }

        if (!RegisterUse.CheckRead(session, ContextRegister) || !ReferenceLeaks.Check(session, "BPF_LD_[ABS|IND]"))
            return false;
        if (session.Registers[ContextRegister].Kind != RegisterKind.Context)
            return session.Reject(Errno.EINVAL, "at the time of BPF_LD_ABS|IND R6 != pointer to skb");
        if ((isIndirect && !RegisterUse.CheckRead(session, instruction.Source))
            || !MemoryBoundsChecks.CheckUnmodified(session, ContextRegister))
        {
            return false;
        }

        RegisterUse.ClearCallerSaved(session, session.Path.Top);
        session.Registers[Register.R0].SetUnknown();
        return EarlyReturns.Explore(session, checkpoints, EarlyExit.At(instruction)!);
    }
}
