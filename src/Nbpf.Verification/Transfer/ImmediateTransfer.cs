using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>64-bit immediate loads: numbers, maps, places in map values, subprograms.</summary>
internal static class ImmediateTransfer
{
    /// <summary>Explores one load.</summary>
    public static bool Apply(VerificationSession session, in Instruction instruction)
    {
        if (instruction.MemorySize != MemorySize.DoubleWord)
            return session.Reject(Errno.EINVAL, "invalid BPF_LD_IMM insn");
        if (instruction.Offset != 0)
            return session.Reject(Errno.EINVAL, "BPF_LD_IMM64 uses reserved fields", LoadOutcome.Malformed);
        if (!RegisterUse.CheckOverwrite(session, instruction.Destination))
            return false;

        ref RegisterState destination = ref session.Registers[instruction.Destination];
        int map = session.Annotation.MapPlusOne - 1;
        switch (instruction.Source)
        {
            case PseudoImmediate.Constant:
                uint high = (uint)session.Instructions[session.Index + 1].Immediate;
                destination.SetConstant(((ulong)high << 32) | (uint)instruction.Immediate);
                return true;
            case PseudoImmediate.Function:
                return LoadFunction(session, instruction, ref destination);
            case PseudoImmediate.MapFd or PseudoImmediate.MapIndex:
                destination.SetPointer(RegisterKind.MapPointer);
                destination.Map = map;
                return true;
            case PseudoImmediate.MapValue or PseudoImmediate.MapIndexValue:
                destination.SetPointer(RegisterKind.MapValue);
                destination.Map = map;
                destination.Offset = (int)session.MapValueOffsets[session.Index];
                return true;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static bool LoadFunction(VerificationSession session, in Instruction instruction, ref RegisterState destination)
    {
        int subprogram = session.Subprograms.FindByStart(session.Index + instruction.Immediate + 1);
        if (session.Request.Functions.IsEmpty)
            return session.Reject(Errno.EINVAL, "missing btf func_info", LoadOutcome.Malformed);
        if (session.SubprogramFacts[subprogram].IsGlobal)
            return session.Reject(Errno.EINVAL, "callback function not static");
        if (subprogram == 0)
            return session.Reject(Errno.EINVAL, "callback function cannot be the main program");
        destination.SetPointer(RegisterKind.Function);
        destination.Extent = subprogram;
        return true;
    }
}
