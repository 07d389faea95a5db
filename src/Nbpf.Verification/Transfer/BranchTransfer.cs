using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Domains;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Conditional jumps: decides them where possible, else splits the path and learns on both sides.</summary>
internal static class BranchTransfer
{
    /// <summary>Explores one conditional jump; <see cref="VerificationSession.Index"/> becomes the last instruction before the next.</summary>
    public static bool Apply(VerificationSession session, in Instruction instruction)
    {
        if (!CheckOperands(session, instruction))
            return false;

        RegisterState[] registers = session.Registers;
        ref RegisterState destination = ref registers[instruction.Destination];
        RegisterState immediate = default;
        immediate.SetConstant((ulong)(long)instruction.Immediate);
        ref RegisterState source = ref immediate;
        if (instruction.UsesSourceRegister)
            source = ref registers[instruction.Source];
        ushort flags = 0;
        if (destination.Kind == RegisterKind.Stack)
            flags |= HistoryEntry.DestinationIsStack;
        if (source.Kind == RegisterKind.Stack)
            flags |= HistoryEntry.SourceIsStack;
        if (flags != 0)
            session.AddHistory(flags);

        BranchOutcome outcome = Decide(instruction, destination, source);
        if (outcome != BranchOutcome.Unknown)
        {
            if (destination.Kind == RegisterKind.Scalar)
                Backtracking.MarkPrecise(session, instruction.Destination);
            if (instruction.UsesSourceRegister && source.Kind == RegisterKind.Scalar)
                Backtracking.MarkPrecise(session, instruction.Source);
            session.LogTouchedState();
            if (outcome == BranchOutcome.Always)
                session.Index += instruction.Offset;
            return true;
        }

        return Split(session, instruction, ref destination, ref source);
    }

    private static bool CheckOperands(VerificationSession session, in Instruction instruction)
    {
        if (!RegisterUse.CheckRead(session, instruction.Destination))
            return false;
        if (instruction.UsesSourceRegister ? instruction.Immediate != 0 : instruction.Source != 0)
            return session.Reject(Errno.EINVAL, "BPF_JMP/JMP32 uses reserved fields", LoadOutcome.Malformed);
        return !instruction.UsesSourceRegister || RegisterUse.CheckRead(session, instruction.Source);
    }

    private static BranchOutcome Decide(in Instruction instruction, in RegisterState destination, in RegisterState source)
    {
        bool is32 = instruction.Class == InstructionClass.Jmp32;
        JumpOperation operation = instruction.JumpOperation;
        if (IsPacketPart(destination) && IsPacketPart(source) && !is32)
            return PacketRanges.Decide(operation, destination, source);
        if (destination.Kind == RegisterKind.Scalar && source.Kind == RegisterKind.Scalar)
            return BranchDecision.Decide(operation, is32, destination.Bounds, source.Bounds);
        if (is32 || operation is not (JumpOperation.Equal or JumpOperation.NotEqual))
            return BranchOutcome.Unknown;

        // A pointer that is not NULL is not 0.
        bool decided = source.IsNull ? destination.IsKnownNonNull : destination.IsNull && source.IsKnownNonNull;
        if (!decided)
            return BranchOutcome.Unknown;
        return operation == JumpOperation.Equal ? BranchOutcome.Never : BranchOutcome.Always;
    }

    private static bool IsPacketPart(in RegisterState register) =>
        register.Kind is RegisterKind.Packet or RegisterKind.PacketMeta or RegisterKind.PacketEnd;

    private static bool Split(VerificationSession session, in Instruction instruction, ref RegisterState destination, ref RegisterState source)
    {
        LinkedRegisterSet linked = default;
        if (instruction.UsesSourceRegister && source.Kind == RegisterKind.Scalar && source.Id != 0)
            LinkedScalars.Collect(session, source.Id, ref linked);
        if (destination.Kind == RegisterKind.Scalar && destination.Id != 0)
            LinkedScalars.Collect(session, destination.Id, ref linked);
        if (linked.Count > 1)
            session.AddHistory(0, linked.Pack());

        PathState here = session.Path;
        if (session.PushBranch(session.Index + instruction.Offset + 1, session.Index) is not { } there)
            return false;
        RegisterState[] thereRegisters = there.Top.Registers;
        ref RegisterState thereDestination = ref thereRegisters[instruction.Destination];
        RegisterState thereImmediate = source;
        ref RegisterState thereSource = ref thereImmediate;
        if (instruction.UsesSourceRegister)
            thereSource = ref thereRegisters[instruction.Source];

        if (destination.Kind == RegisterKind.Scalar && source.Kind == RegisterKind.Scalar
            && !Refine(session, instruction, ref destination, ref source, ref thereDestination, ref thereSource))
        {
            return false;
        }

        if (instruction.UsesSourceRegister && source.Kind == RegisterKind.Scalar && source.Id != 0)
        {
            LinkedScalars.Propagate(here, source, linked);
            LinkedScalars.Propagate(there, thereSource, linked);
        }

        if (destination.Kind == RegisterKind.Scalar && destination.Id != 0)
        {
            LinkedScalars.Propagate(here, destination, linked);
            LinkedScalars.Propagate(there, thereDestination, linked);
        }

        LearnPointers(session, instruction, here, there);
        session.LogTouchedState();
        return true;
    }

    private static bool Refine(
        VerificationSession session,
        in Instruction instruction,
        ref RegisterState destination,
        ref RegisterState source,
        ref RegisterState thereDestination,
        ref RegisterState thereSource)
    {
        bool is32 = instruction.Class == InstructionClass.Jmp32;
        BranchRefinement.Refine(instruction.JumpOperation, is32, taken: false, ref destination.Bounds, ref source.Bounds);
        BranchRefinement.Refine(instruction.JumpOperation, is32, taken: true, ref thereDestination.Bounds, ref thereSource.Bounds);
        return BoundsSanity.Check(session, ref thereDestination, "true_reg1")
            && BoundsSanity.Check(session, ref thereSource, "true_reg2")
            && BoundsSanity.Check(session, ref destination, "false_reg1")
            && BoundsSanity.Check(session, ref source, "false_reg2");
    }

    private static void LearnPointers(VerificationSession session, in Instruction instruction, PathState here, PathState there)
    {
        RegisterState[] registers = here.Top.Registers;
        ref RegisterState destination = ref registers[instruction.Destination];
        JumpOperation operation = instruction.JumpOperation;
        bool is64 = instruction.Class == InstructionClass.Jmp;
        bool isEquality = operation is JumpOperation.Equal or JumpOperation.NotEqual;
        if (is64 && instruction.UsesSourceRegister && isEquality && destination.IsPointer && registers[instruction.Source].IsPointer)
        {
            ref RegisterState source = ref registers[instruction.Source];
            RegisterState[] equal = operation == JumpOperation.Equal ? there.Top.Registers : registers;
            bool destinationIsSet = destination.IsKnownNonNull;
            bool sourceIsSet = source.IsKnownNonNull;
            if (destinationIsSet && source.MayBeNull)
                NullChecks.SetNonNull(session, ref equal[instruction.Source]);
            if (sourceIsSet && destination.MayBeNull)
                NullChecks.SetNonNull(session, ref equal[instruction.Destination]);
        }

        if (is64 && !instruction.UsesSourceRegister && instruction.Immediate == 0 && isEquality && destination.MayBeNull)
        {
            NullChecks.Resolve(session, here, instruction.Destination, isNull: operation == JumpOperation.NotEqual);
            NullChecks.Resolve(session, there, instruction.Destination, isNull: operation == JumpOperation.Equal);
        }
        else
        {
            PacketRanges.TryLearn(instruction, here, there);
        }
    }
}
