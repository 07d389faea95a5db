using System.Globalization;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Domains;
using Nbpf.Verification.Log;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Numbers added to and subtracted from pointers, for callers that may see addresses (CAP_PERFMON).</summary>
internal static class PointerArithmetic
{
    /// <summary>
    /// The destination becomes pointer ± offset. Sound: constants go to the fixed offset, anything else adds its whole range
    /// to the variable part; what could leave ±2^29 is refused, so that bounds checks cannot overflow.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="instruction">An addition, or something refused.</param>
    /// <param name="pointer">The pointer operand, copied.</param>
    /// <param name="isDestinationPointer">True when the pointer is the destination register.</param>
    /// <param name="offset">The number.</param>
    /// <param name="linkOffset">How far the number is from the one that it is linked with, 0 without a link: Linux bounds it like a pointer's offset.</param>
    public static bool Apply(VerificationSession session, in Instruction instruction, in RegisterState pointer, bool isDestinationPointer, in ScalarBounds offset, int linkOffset)
    {
        int number = instruction.Destination;
        ref RegisterState destination = ref session.Registers[number];
        bool known = offset.IsConstant;
        if ((known && (offset.SMin != offset.SMax || offset.UMin != offset.UMax)) || offset.SMin > offset.SMax || offset.UMin > offset.UMax)
        {
            destination.SetUnknown();
            return true;
        }

        if (instruction.Class != InstructionClass.Alu64)
        {
            if (instruction.AluOperation == AluOperation.Sub)
            {
                destination.SetUnknown();
                return true;
            }

            return session.Reject(Errno.EACCES, $"R{number} 32-bit pointer arithmetic prohibited");
        }

        if (!CheckKind(session, number, pointer, known, offset, instruction.AluOperation))
            return false;
        if (!isDestinationPointer)
        {
            destination = pointer;
            if (pointer.ReferenceId != 0)
                destination.Type = destination.Type.With(RegisterModifiers.Sum);
        }

        if (!CheckSane(session, offset, linkOffset, pointer.Kind) || !CheckSane(session, pointer.Bounds, pointer.Offset, pointer.Kind))
            return false;

        destination.Bounds.SetRanges32Unbounded();
        switch (instruction.AluOperation)
        {
            case AluOperation.Add:
                Add(session, ref destination, pointer, offset, known);
                break;
            case AluOperation.Sub:
                if (!isDestinationPointer)
                    return session.Reject(Errno.EACCES, $"R{number} tried to subtract pointer from scalar");
                if (pointer.Kind == RegisterKind.Stack)
                    return session.Reject(Errno.EACCES, $"R{number} subtraction from stack pointer prohibited");
                Subtract(session, ref destination, pointer, offset, known);
                break;
            case AluOperation.And or AluOperation.Or or AluOperation.Xor:
                return session.Reject(
                    Errno.EACCES, $"R{number} bitwise operator {Operator(instruction.AluOperation)} on pointer prohibited");
            default:
                return session.Reject(
                    Errno.EACCES, $"R{number} pointer arithmetic with {Operator(instruction.AluOperation)} operator prohibited");
        }

        if (!CheckSane(session, destination.Bounds, destination.Offset, pointer.Kind))
            return false;
        destination.Bounds.Sync();
        return true;
    }

    /// <summary>The operator of an operation, as messages print it.</summary>
    public static string Operator(AluOperation operation) => operation switch
    {
        AluOperation.Add => "+=",
        AluOperation.Sub => "-=",
        AluOperation.Mul => "*=",
        AluOperation.Div => "/=",
        AluOperation.Or => "|=",
        AluOperation.And => "&=",
        AluOperation.Lsh => "<<=",
        AluOperation.Rsh => ">>=",
        AluOperation.Neg => "neg",
        AluOperation.Mod => "%=",
        AluOperation.Xor => "^=",
        AluOperation.Mov => "=",
        AluOperation.Arsh => "s>>=",
        AluOperation.End => "endian",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static bool CheckKind(VerificationSession session, int number, in RegisterState pointer, bool known, in ScalarBounds offset, AluOperation operation)
    {
        if (pointer.MayBeNull)
        {
            return session.Reject(
                Errno.EACCES, $"R{number} pointer arithmetic on {RegisterText.TypeName(pointer)} prohibited, null-check it first");
        }

        bool allowed = KindRules.Of(pointer.Kind).Arithmetic switch
        {
            ArithmeticRule.Any => true,
            ArithmeticRule.OnlyZero => known && offset.SMin == 0 && operation == AluOperation.Add,
            _ => false,
        };
        return allowed || session.Reject(Errno.EACCES, $"R{number} pointer arithmetic on {RegisterText.TypeName(pointer)} prohibited");
    }

    private static void Add(VerificationSession session, ref RegisterState destination, in RegisterState pointer, in ScalarBounds offset, bool known)
    {
        long fixedOffset = pointer.Offset + offset.SMin;
        if (known && fixedOffset == (int)fixedOffset)
        {
            SetRanges64(ref destination.Bounds, pointer.Bounds);
            destination.Offset = (int)fixedOffset;
            return;
        }

        ref ScalarBounds result = ref destination.Bounds;
        ScalarBounds before = pointer.Bounds;
        (result.SMin, result.SMax) = AddSigned(before, offset);
        ulong umin = before.UMin + offset.UMin;
        ulong umax = before.UMax + offset.UMax;
        (result.UMin, result.UMax) = umin < before.UMin || umax < before.UMax ? (0, ulong.MaxValue) : (umin, umax);
        result.VarOff = Tnum.Add(before.VarOff, offset.VarOff);
        if (!pointer.IsPacketPointer)
            return;
        destination.Id = session.NewId();
        destination.Extent = 0;
    }

    private static void Subtract(VerificationSession session, ref RegisterState destination, in RegisterState pointer, in ScalarBounds offset, bool known)
    {
        long fixedOffset = pointer.Offset - offset.SMin;
        if (known && fixedOffset == (int)fixedOffset)
        {
            SetRanges64(ref destination.Bounds, pointer.Bounds);
            destination.Offset = (int)fixedOffset;
            return;
        }

        ref ScalarBounds result = ref destination.Bounds;
        ScalarBounds before = pointer.Bounds;
        Int128 smin = (Int128)before.SMin - offset.SMax;
        Int128 smax = (Int128)before.SMax - offset.SMin;
        (result.SMin, result.SMax) = Fits(smin) && Fits(smax) ? ((long)smin, (long)smax) : (long.MinValue, long.MaxValue);
        (result.UMin, result.UMax) = before.UMin < offset.UMax
            ? (0, ulong.MaxValue)
            : (before.UMin - offset.UMax, before.UMax - offset.UMin);
        result.VarOff = Tnum.Sub(before.VarOff, offset.VarOff);
        if (!pointer.IsPacketPointer)
            return;
        destination.Id = session.NewId();
        if (offset.SMin < 0)
            destination.Extent = 0;
    }

    private static void SetRanges64(ref ScalarBounds result, in ScalarBounds from)
    {
        (result.SMin, result.SMax, result.UMin, result.UMax) = (from.SMin, from.SMax, from.UMin, from.UMax);
        result.VarOff = from.VarOff;
    }

    private static (long Min, long Max) AddSigned(in ScalarBounds a, in ScalarBounds b)
    {
        Int128 min = (Int128)a.SMin + b.SMin;
        Int128 max = (Int128)a.SMax + b.SMax;
        return Fits(min) && Fits(max) ? ((long)min, (long)max) : (long.MinValue, long.MaxValue);
    }

    private static bool Fits(Int128 value) => value >= long.MinValue && value <= long.MaxValue;

    private static bool CheckSane(VerificationSession session, in ScalarBounds bounds, int offset, RegisterKind kind)
    {
        string type = RegisterText.TypeName(kind);
        if (bounds.IsConstant)
        {
            long value = (long)bounds.ConstantValue;
            if (value >= Limits.MaxVariableOffset || value <= -Limits.MaxVariableOffset)
            {
                return session.Reject(
                    Errno.EINVAL, string.Create(CultureInfo.InvariantCulture, $"math between {type} pointer and {value} is not allowed"));
            }
        }

        if (offset >= Limits.MaxVariableOffset || offset <= -Limits.MaxVariableOffset)
            return session.Reject(Errno.EINVAL, $"{type} pointer offset {offset} is not allowed");
        if (bounds.SMin == long.MinValue)
        {
            return session.Reject(
                Errno.EINVAL, $"math between {type} pointer and register with unbounded min value is not allowed");
        }

        if (bounds.SMin >= Limits.MaxVariableOffset || bounds.SMin <= -Limits.MaxVariableOffset)
            return session.Reject(Errno.EINVAL, $"value {bounds.SMin} makes {type} pointer be out of bounds");
        return true;
    }
}
