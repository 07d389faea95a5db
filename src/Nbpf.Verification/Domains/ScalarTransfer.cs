using Nbpf.Isa;

namespace Nbpf.Verification.Domains;

/// <summary>
/// What an ALU instruction does to what is known of its destination (kernel/bpf/verifier.c as of Linux 6.18): the
/// abstract counterpart of RFC 9669 §4.1 and §4.2. All results are synced.
/// </summary>
/// <remarks>
/// The 64-bit and the 32-bit ranges are each computed from their own operands; a 32-bit operation then keeps only its
/// 32-bit part and zero-extends it. Division and modulo are not tracked by Linux 6.18, constants included.
/// </remarks>
public static class ScalarTransfer
{
    /// <summary>
    /// Applies a whole ALU or ALU64 instruction. <paramref name="source"/> is the source register's bounds or the
    /// sign-extended immediate; negation and byte swaps ignore it.
    /// </summary>
    public static void Apply(in Instruction instruction, ref ScalarBounds destination, in ScalarBounds source)
    {
        bool is32 = instruction.Class == InstructionClass.Alu;
        if (instruction.AluOperation == AluOperation.End)
            ApplyByteSwap(is32, instruction.UsesSourceRegister, instruction.Immediate, ref destination);
        else
            Apply(instruction.AluOperation, is32, instruction.Offset, ref destination, source);
    }

    /// <summary>
    /// Applies an operation other than <see cref="AluOperation.End"/>. Sound: each case is a sound function of tnums and
    /// ranges (see there), and whatever cannot be computed becomes unknown.
    /// </summary>
    /// <param name="operation">Which operation; <see cref="AluOperation.End"/> goes through <see cref="ApplyByteSwap"/>.</param>
    /// <param name="is32">True for class ALU: operates on the low halves, the result is zero-extended.</param>
    /// <param name="signedOffset">The instruction's offset field: width in bits of a sign-extending move, 1 for signed division.</param>
    /// <param name="destination">First operand and result.</param>
    /// <param name="source">Second operand.</param>
    public static void Apply(AluOperation operation, bool is32, short signedOffset, ref ScalarBounds destination, in ScalarBounds source)
    {
        switch (operation)
        {
            case AluOperation.Add:
                ScalarArithmetic.Add(ref destination, source);
                break;
            case AluOperation.Sub:
                ScalarArithmetic.Subtract(ref destination, source);
                break;
            case AluOperation.Neg:
                ScalarBounds negated = destination;
                destination.SetConstant(0);
                ScalarArithmetic.Subtract(ref destination, negated);
                break;
            case AluOperation.Mul:
                ScalarArithmetic.Multiply(ref destination, source);
                break;
            case AluOperation.And:
                ScalarBitwise.And(ref destination, source);
                break;
            case AluOperation.Or:
                ScalarBitwise.Or(ref destination, source);
                break;
            case AluOperation.Xor:
                ScalarBitwise.Xor(ref destination, source);
                break;
            case AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh when IsConstantShift(source, is32):
                Shift(operation, is32, ref destination, (int)source.UMin);
                break;
            case AluOperation.Mov:
                Move(is32, signedOffset, ref destination, source);
                return;
            case AluOperation.Div or AluOperation.Mod or AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh:
                destination.SetUnknown();
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "not an ALU operation of two scalars");
        }

        if (is32)
            destination.ZeroExtend32();
        destination.Sync();
    }

    /// <summary>
    /// <c>mov</c> and its sign-extending forms. Sound: a copy keeps the set of values; truncation and sign extension are
    /// sound (<see cref="ScalarBounds.ZeroExtend32"/>, <see cref="ScalarBounds.SignExtendTo64"/>).
    /// </summary>
    private static void Move(bool is32, short signBits, ref ScalarBounds destination, in ScalarBounds source)
    {
        destination = source;
        if (!is32)
        {
            if (signBits != 0)
                destination.SignExtendTo64(signBits / 8);
            return;
        }

        if (signBits != 0)
            destination.SignExtendTo32(signBits / 8);
        destination.ZeroExtend32();
        destination.Sync();
    }

    /// <summary>
    /// Byte order conversions (RFC 9669 §4.2) of a little-endian machine. Sound: a swap permutes the tnum's bits exactly,
    /// the ranges are forgotten and learned again from it; widths below 64 bits truncate.
    /// </summary>
    /// <param name="is32">True for class ALU (<c>le</c>, <c>be</c>), false for ALU64 (<c>bswap</c>).</param>
    /// <param name="toBigEndian">The source bit of the opcode.</param>
    /// <param name="widthBits">16, 32 or 64.</param>
    /// <param name="destination">Operand and result.</param>
    public static void ApplyByteSwap(bool is32, bool toBigEndian, int widthBits, ref ScalarBounds destination)
    {
        if (toBigEndian || !is32)
        {
            destination.VarOff = widthBits switch
            {
                16 => destination.VarOff.Bswap16(),
                32 => destination.VarOff.Bswap32(),
                _ => destination.VarOff.Bswap64(),
            };
            destination.SetRangesUnbounded();
        }

        if (widthBits < 64)
            destination.TruncateToSize(widthBits / 8);
        else
            destination.Sync();
    }

    /// <summary>
    /// True when Linux splits the path before <c>dst &amp;= constant</c> or <c>dst |= constant</c> into one with dst -1 and one
    /// with dst 0, because nothing else is possible and one range cannot say so.
    /// </summary>
    /// <param name="operation">The operation about to be applied.</param>
    /// <param name="destination">Its destination before.</param>
    /// <param name="source">Its source.</param>
    /// <param name="only32">True when that holds of the low 32 bits only; then just they become -1 or 0.</param>
    public static bool SplitsAllOnesOrZero(AluOperation operation, in ScalarBounds destination, in ScalarBounds source, out bool only32)
    {
        only32 = false;
        if (operation is not (AluOperation.And or AluOperation.Or) || !source.IsConstant)
            return false;
        if (destination.SMin == -1 && destination.SMax == 0)
            return true;
        only32 = true;
        return destination.S32Min == -1 && destination.S32Max == 0;
    }

    private static bool IsConstantShift(in ScalarBounds source, bool is32) => is32
        ? source.IsSubregConstant && source.S32Min == source.S32Max && source.U32Min == source.U32Max && source.UMax < 32
        : source.IsConstant && source.SMin == source.SMax && source.UMin == source.UMax && source.UMax < 64;

    private static void Shift(AluOperation operation, bool is32, ref ScalarBounds destination, int count)
    {
        switch (operation)
        {
            case AluOperation.Lsh when is32:
                ScalarShift.Left32(ref destination, count);
                break;
            case AluOperation.Lsh:
                ScalarShift.Left64(ref destination, count);
                break;
            case AluOperation.Rsh when is32:
                ScalarShift.Right32(ref destination, count);
                break;
            case AluOperation.Rsh:
                ScalarShift.Right64(ref destination, count);
                break;
            case AluOperation.Arsh when is32:
                ScalarShift.ArithmeticRight32(ref destination, count);
                break;
            default:
                ScalarShift.ArithmeticRight64(ref destination, count);
                break;
        }
    }
}
