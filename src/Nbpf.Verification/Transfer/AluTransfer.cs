using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Domains;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Arithmetic instructions: reserved fields, operands, and what the destination is afterwards.</summary>
internal static class AluTransfer
{
    /// <summary>Explores one ALU or ALU64 instruction.</summary>
    public static bool Apply(VerificationSession session, in Instruction instruction)
    {
        bool done = instruction.AluOperation switch
        {
            AluOperation.End or AluOperation.Neg => ApplyUnary(session, instruction),
            AluOperation.Mov => ApplyMove(session, instruction),
            _ => ApplyBinary(session, instruction),
        };
        return done && BoundsSanity.Check(session, ref session.Registers[instruction.Destination], "alu");
    }

    private static bool ApplyUnary(VerificationSession session, in Instruction instruction)
    {
        bool isNeg = instruction.AluOperation == AluOperation.Neg;
        bool reserved = isNeg
            ? instruction.UsesSourceRegister || instruction.Source != 0 || instruction.Offset != 0 || instruction.Immediate != 0
            : instruction.Source != 0 || instruction.Offset != 0 || instruction.Immediate is not (16 or 32 or 64)
                || (instruction.Class == InstructionClass.Alu64 && instruction.UsesSourceRegister);
        if (reserved)
            return session.Reject(Errno.EINVAL, isNeg ? "BPF_NEG uses reserved fields" : "BPF_END uses reserved fields", LoadOutcome.Malformed);
        if (!RegisterUse.CheckRead(session, instruction.Destination) || !RegisterUse.CheckWrite(session, instruction.Destination))
            return false;

        ref RegisterState register = ref session.Registers[instruction.Destination];
        if (register.Kind != RegisterKind.Scalar)
        {
            register.SetUnknown();
            return true;
        }

        // Negation and exchanged bytes make another number, cut ones may.
        ScalarTransfer.Apply(instruction, ref register.Bounds, default);
        register.ClearScalarId();
        return true;
    }

    private static bool ApplyMove(VerificationSession session, in Instruction instruction)
    {
        bool is64 = instruction.Class == InstructionClass.Alu64;
        bool fine = instruction.UsesSourceRegister
            ? instruction.Immediate == 0 && (instruction.Offset is 0 or 8 or 16 || (is64 && instruction.Offset == 32))
            : instruction.Source == 0 && instruction.Offset == 0;
        if (!fine)
        {
            bool isCast = is64 && instruction.UsesSourceRegister && instruction.Offset == 1;
            if (!isCast)
                return session.Reject(Errno.EINVAL, "BPF_MOV uses reserved fields", LoadOutcome.Malformed);
            return session.Reject(Errno.EINVAL, instruction.Immediate is 1 or 1 << 16
                ? "addr_space_cast insn can only be used in a program that has an associated arena"
                : "addr_space_cast insn can only convert between address space 1 and 0");
        }

        if (instruction.UsesSourceRegister && !RegisterUse.CheckRead(session, instruction.Source))
            return false;
        if (!RegisterUse.CheckWrite(session, instruction.Destination))
            return false;

        ref RegisterState destination = ref session.Registers[instruction.Destination];
        if (!instruction.UsesSourceRegister)
        {
            destination.SetConstant(is64 ? (ulong)(long)instruction.Immediate : (uint)instruction.Immediate);
            return true;
        }

        ref RegisterState source = ref session.Registers[instruction.Source];
        if (is64 && instruction.Offset == 0)
        {
            RegisterUse.PrepareCopy(session, ref source);
            destination = source;
            return true;
        }

        if (source.Kind != RegisterKind.Scalar)
        {
            destination.SetUnknown();
            if (!is64)
            {
                destination.Bounds.ZeroExtend32();
                destination.Bounds.Sync();
            }

            return true;
        }

        // A copy that keeps the value shares the identity; one that may change it does not.
        bool keepsValue = source.Bounds.IsUnchangedByExtension(instruction.Offset == 0 ? 32 : instruction.Offset, signExtends: instruction.Offset != 0);
        if (keepsValue)
            RegisterUse.PrepareCopy(session, ref source);
        ScalarBounds value = source.Bounds;
        destination = source;
        if (!keepsValue)
            destination.ClearScalarId();
        ScalarTransfer.Apply(instruction, ref destination.Bounds, value);
        return true;
    }

    private static bool ApplyBinary(VerificationSession session, in Instruction instruction)
    {
        AluOperation operation = instruction.AluOperation;
        bool isDivision = operation is AluOperation.Div or AluOperation.Mod;
        bool reserved = (instruction.UsesSourceRegister ? instruction.Immediate != 0 : instruction.Source != 0)
            || instruction.Offset is not (0 or 1) || (instruction.Offset == 1 && !isDivision);
        if (reserved)
            return session.Reject(Errno.EINVAL, "BPF_ALU uses reserved fields", LoadOutcome.Malformed);
        if (instruction.UsesSourceRegister && !RegisterUse.CheckRead(session, instruction.Source))
            return false;
        if (!RegisterUse.CheckRead(session, instruction.Destination))
            return false;
        if (isDivision && !instruction.UsesSourceRegister && instruction.Immediate == 0)
            return session.Reject(Errno.EINVAL, "div by zero");
        if (operation is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh && !instruction.UsesSourceRegister)
        {
            int width = instruction.Class == InstructionClass.Alu64 ? 64 : 32;
            if (instruction.Immediate < 0 || instruction.Immediate >= width)
                return session.Reject(Errno.EINVAL, $"invalid shift {instruction.Immediate}");
        }

        return RegisterUse.CheckWrite(session, instruction.Destination) && Combine(session, instruction);
    }

    private static bool Combine(VerificationSession session, in Instruction instruction)
    {
        ref RegisterState destination = ref session.Registers[instruction.Destination];
        if (!instruction.UsesSourceRegister)
        {
            var immediate = ScalarBounds.Constant((ulong)(long)instruction.Immediate);
            if (destination.Kind == RegisterKind.Scalar)
                return CombineScalars(session, instruction, immediate);
            RegisterState pointer = destination;
            return PointerArithmetic.Apply(session, instruction, pointer, isDestinationPointer: true, immediate, linkOffset: 0);
        }

        ref RegisterState source = ref session.Registers[instruction.Source];
        bool destinationIsPointer = destination.Kind != RegisterKind.Scalar;
        bool sourceIsPointer = source.Kind != RegisterKind.Scalar;
        if (destinationIsPointer && sourceIsPointer)
        {
            if (instruction.AluOperation == AluOperation.Sub)
            {
                destination.SetUnknown();
                return true;
            }

            return session.Reject(
                Errno.EACCES,
                $"R{instruction.Destination} pointer {PointerArithmetic.Operator(instruction.AluOperation)} pointer prohibited");
        }

        if (sourceIsPointer)
        {
            Backtracking.MarkPrecise(session, instruction.Destination);
            RegisterState pointer = source;
            ScalarBounds offset = destination.Bounds;
            int linkOffset = destination.Offset;
            return PointerArithmetic.Apply(session, instruction, pointer, isDestinationPointer: false, offset, linkOffset);
        }

        if (destinationIsPointer)
        {
            Backtracking.MarkPrecise(session, instruction.Source);
            RegisterState pointer = destination;
            ScalarBounds offset = source.Bounds;
            int linkOffset = source.Offset;
            return PointerArithmetic.Apply(session, instruction, pointer, isDestinationPointer: true, offset, linkOffset);
        }

        if (destination.IsPrecise)
            Backtracking.MarkPrecise(session, instruction.Source);
        return CombineScalars(session, instruction, source.Bounds);
    }

    private static bool CombineScalars(VerificationSession session, in Instruction instruction, ScalarBounds source)
    {
        ref RegisterState destination = ref session.Registers[instruction.Destination];
        bool is32 = instruction.Class == InstructionClass.Alu;
        if (ScalarTransfer.SplitsAllOnesOrZero(instruction.AluOperation, destination.Bounds, source, out bool only32)
            && !Split(session, instruction, ref destination, only32))
        {
            return false;
        }

        bool linkFits32 = destination.Bounds.FitsUnsigned32;
        ScalarTransfer.Apply(instruction, ref destination.Bounds, source);
        Link(instruction, ref destination, source, is32, linkFits32);
        return true;
    }

    /// <summary>
    /// The destination is -1 or 0 and is about to be masked: one path per value knows more than a range could. Sound: together
    /// they are all values, and copies keep what they knew. The path put aside executes the same instruction again.
    /// </summary>
    private static bool Split(VerificationSession session, in Instruction instruction, ref RegisterState destination, bool only32)
    {
        if (session.PushBranch(session.Index, session.Index) is not { } branch)
            return false;
        ref RegisterState other = ref branch.Top.Registers[instruction.Destination];
        if (only32)
        {
            other.Bounds.SetSubregConstant(0);
            destination.Bounds.SetSubregConstant(uint.MaxValue);
        }
        else
        {
            other.SetConstant(0);
            destination.SetConstant(ulong.MaxValue);
        }

        return true;
    }

    /// <summary>
    /// After adding a constant to a number with an identity the difference is remembered, so that comparing the one still
    /// teaches about the other; any other operation makes a new number. Sound: sums wrap alike on both sides, in 64 bits always and in
    /// 32 where the number before had no upper half that the sum could lose. One difference is remembered: a second sum, or a sum
    /// of a register with itself, ends the link.
    /// </summary>
    private static void Link(in Instruction instruction, ref RegisterState destination, in ScalarBounds source, bool is32, bool fitted32)
    {
        bool isSum = instruction.AluOperation is AluOperation.Add or AluOperation.Sub;
        bool sameRegister = instruction.UsesSourceRegister && instruction.Source == instruction.Destination;
        bool constant = is32 ? source.IsSubregConstant : source.IsConstant;
        if (!isSum || destination.Id == 0 || !constant || sameRegister || (is32 && !fitted32))
        {
            destination.ClearScalarId();
            return;
        }

        long value = is32 ? (int)source.ConstantValue : (long)source.ConstantValue;
        bool fits = value == (int)value;
        if (instruction.AluOperation == AluOperation.Sub)
            value = -value;
        if ((destination.Id & RegisterState.LinkOffset) != 0 || !fits || value != (int)value)
        {
            destination.ClearScalarId();
            return;
        }

        destination.Id |= is32 ? RegisterState.LinkOffset32 : RegisterState.LinkOffset64;
        destination.Offset = (int)value;
    }
}
