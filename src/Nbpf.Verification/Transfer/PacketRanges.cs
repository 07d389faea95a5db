using Nbpf.Isa;
using Nbpf.Verification.Domains;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>
/// What comparing a packet pointer with the packet's end (or a metadata pointer with the packet's start) proves:
/// on the side where pointer ≤ end, all bytes up to the pointer exist.
/// </summary>
internal static class PacketRanges
{
    /// <summary>
    /// Decides a comparison from what an earlier one said of the same pointer: at the end, or beyond.
    /// </summary>
    public static BranchOutcome Decide(JumpOperation operation, in RegisterState destination, in RegisterState source)
    {
        int extent;
        if (source.Kind == RegisterKind.PacketEnd)
        {
            extent = destination.Extent;
        }
        else if (destination.Kind == RegisterKind.PacketEnd)
        {
            extent = source.Extent;
            operation = Flip(operation);
        }
        else
        {
            return BranchOutcome.Unknown;
        }

        if (extent >= 0)
            return BranchOutcome.Unknown;
        bool beyond = extent == RegisterState.BeyondPacketEnd;
        return operation switch
        {
            JumpOperation.LessOrEqual when beyond => BranchOutcome.Never,
            JumpOperation.Greater when beyond => BranchOutcome.Always,
            JumpOperation.Less => BranchOutcome.Never,
            JumpOperation.GreaterOrEqual => BranchOutcome.Always,
            _ => BranchOutcome.Unknown,
        };
    }

    /// <summary>
    /// Learns from a comparison; false when it is not one of a packet pointer with its limit.
    /// </summary>
    /// <param name="jump">The comparison.</param>
    /// <param name="notTaken">The path that falls through.</param>
    /// <param name="taken">The path that jumps.</param>
    public static bool TryLearn(in Instruction jump, PathState notTaken, PathState taken)
    {
        if (!jump.UsesSourceRegister || jump.Class == InstructionClass.Jmp32)
            return false;
        RegisterState[] registers = notTaken.Top.Registers;
        RegisterState destination = registers[jump.Destination];
        RegisterState source = registers[jump.Source];
        bool destinationMoves = IsPair(destination, source);
        if (!destinationMoves && !IsPair(source, destination))
            return false;

        // Normalised: pointer OP limit.
        JumpOperation operation = destinationMoves ? jump.JumpOperation : Flip(jump.JumpOperation);
        int pointerNumber = destinationMoves ? jump.Destination : jump.Source;
        RegisterState pointer = destinationMoves ? destination : source;
        switch (operation)
        {
            case JumpOperation.Greater:
                Prove(notTaken, pointer, isBelow: false);
                Place(taken, pointerNumber, beyond: true);
                return true;
            case JumpOperation.Less:
                Prove(taken, pointer, isBelow: true);
                Place(notTaken, pointerNumber, beyond: false);
                return true;
            case JumpOperation.GreaterOrEqual:
                Prove(notTaken, pointer, isBelow: true);
                Place(taken, pointerNumber, beyond: false);
                return true;
            case JumpOperation.LessOrEqual:
                Prove(taken, pointer, isBelow: false);
                Place(notTaken, pointerNumber, beyond: true);
                return true;
            default:
                return false;
        }
    }

    private static bool IsPair(in RegisterState pointer, in RegisterState limit) =>
        (pointer.Kind == RegisterKind.Packet && limit.Kind == RegisterKind.PacketEnd)
        || (pointer.Kind == RegisterKind.PacketMeta && limit.Kind == RegisterKind.Packet && limit.Id == 0 && limit.Offset == 0
            && limit.Bounds.IsConstant && limit.Bounds.ConstantValue == 0);

    /// <summary>
    /// All pointers with the same variable part may access the bytes up to the compared one. Sound: the compared pointer lies
    /// at base + fixed offset, and its variable part is small enough that the sum cannot wrap.
    /// </summary>
    private static void Prove(PathState path, in RegisterState pointer, bool isBelow)
    {
        if (pointer.Offset < 0 || (pointer.Offset == 0 && isBelow))
            return;
        ulong greatest = pointer.Bounds.UMax;
        if (greatest > Limits.MaxPacketOffset || greatest + (ulong)pointer.Offset > Limits.MaxPacketOffset)
            return;
        int proven = pointer.Offset + (isBelow ? 1 : 0);
        for (int number = 0; number <= path.CurrentFrame; number++)
        {
            FrameState frame = path.Frames[number]!;
            for (int i = 0; i < frame.Registers.Length; i++)
                Extend(ref frame.Registers[i], pointer, proven);
            for (int i = 0; i < frame.SlotCount; i++)
            {
                if (frame.Stack[i].HasSpill)
                    Extend(ref frame.Stack[i].Spilled, pointer, proven);
            }
        }
    }

    private static void Extend(ref RegisterState register, in RegisterState pointer, int proven)
    {
        if (register.Kind == pointer.Kind && register.Id == pointer.Id && !register.MayBeNull)
            register.Extent = Math.Max(register.Extent, proven);
    }

    private static void Place(PathState path, int registerNumber, bool beyond)
    {
        ref RegisterState register = ref path.Top.Registers[registerNumber];
        if (register.Kind == RegisterKind.Packet)
            register.Extent = beyond ? RegisterState.BeyondPacketEnd : RegisterState.AtPacketEnd;
    }

    private static JumpOperation Flip(JumpOperation operation) => operation switch
    {
        JumpOperation.Greater => JumpOperation.Less,
        JumpOperation.Less => JumpOperation.Greater,
        JumpOperation.GreaterOrEqual => JumpOperation.LessOrEqual,
        JumpOperation.LessOrEqual => JumpOperation.GreaterOrEqual,
        _ => operation,
    };
}
