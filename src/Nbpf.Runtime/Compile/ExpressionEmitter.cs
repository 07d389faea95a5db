using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Emits the value that an instruction without side effect computes. Operations that are one IL opcode are emitted as such (a test holds
/// them equal to <see cref="IAluOperation"/>'s); the others call the shared definition, which the JIT compiler inlines.
/// </summary>
/// <param name="values">Where operands come from.</param>
/// <param name="widths">Which values fit in 32 bits.</param>
internal sealed class ExpressionEmitter(ValueEmitter values, WebWidths widths)
{
    private readonly ILGenerator il = values.Il;

    /// <summary>
    /// True for an instruction whose value a call computes, a division that may be by 0 or -1. Such a value does not wait for its reader: what is on the
    /// stack under a call, the JIT compiler moves to temporaries, each with a place of its own in the frame.
    /// </summary>
    /// <param name="instruction">An instruction without side effect.</param>
    public static bool IsCall(in Instruction instruction) =>
        instruction is { IsAlu: true, AluOperation: AluOperation.Div or AluOperation.Mod } && (instruction.UsesSourceRegister || instruction.Immediate is 0 or -1);

    /// <summary>Pushes the value of an instruction.</summary>
    /// <param name="index">The instruction's slot.</param>
    /// <param name="destination">The node of its destination register before it.</param>
    /// <param name="source">The node of its source register.</param>
    /// <returns>True when 32 bits were pushed, which are to be zero-extended; false when 64.</returns>
    public bool Emit(int index, int destination, int source)
    {
        ReadOnlySpan<Instruction> code = values.Program.Instructions.AsSpan();
        ref readonly Instruction instruction = ref code[index];
        switch (instruction.Class)
        {
            case InstructionClass.Ld:
                values.PushConstant(XlatedForm.WideImmediate(values.Program, index));
                return false;
            case InstructionClass.Ldx:
                return EmitLoad(instruction, source);
            case InstructionClass.Alu when instruction.AluOperation != AluOperation.End:
                EmitAlu32(instruction, destination, source);
                return true;
        }

        if (instruction.AluOperation == AluOperation.End) return EmitByteSwap(instruction, destination);
        if (WebWidths.EndsZeroExtension(code, values.Block, index))
        {
            if (values.FindWaiting(destination) is { Index: >= 0 } shift)
            {
                values.Drop(destination);
                values.Push32(shift.Destination);
                return true;
            }

            EmitAlu64(instruction, destination, source);
            return false;
        }

        if (widths.IsResultNarrow(code, values.Block, index, destination, source))
        {
            EmitAlu32(instruction, destination, source);
            return true;
        }

        EmitAlu64(instruction, destination, source);
        return false;
    }

    private bool EmitLoad(in Instruction instruction, int source)
    {
        values.PushAddress(source, instruction.Offset);
        bool isSigned = instruction.MemoryMode == MemoryMode.MemorySignExtend;
        if (instruction.MemorySize != MemorySize.Byte) il.Emit(OpCodes.Unaligned, (byte)1);
        switch (instruction.MemorySize)
        {
            case MemorySize.Byte:
                il.Emit(isSigned ? OpCodes.Ldind_I1 : OpCodes.Ldind_U1);
                break;
            case MemorySize.HalfWord:
                il.Emit(isSigned ? OpCodes.Ldind_I2 : OpCodes.Ldind_U2);
                break;
            case MemorySize.Word:
                il.Emit(isSigned ? OpCodes.Ldind_I4 : OpCodes.Ldind_U4);
                break;
            default:
                il.Emit(OpCodes.Ldind_I8);
                return false;
        }

        if (isSigned) il.Emit(OpCodes.Conv_I8);
        return !isSigned;
    }

    private void EmitAlu64(in Instruction instruction, int destination, int source)
    {
        switch (instruction.AluOperation)
        {
            case AluOperation.Mov:
                EmitMove64(instruction, source);
                return;
            case AluOperation.Neg:
                values.Push64(destination);
                il.Emit(OpCodes.Neg);
                return;
            case AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh:
                values.Push64(destination);
                EmitShift(instruction, source, 63);
                return;
            case AluOperation.Div or AluOperation.Mod:
                EmitDivision(instruction, destination, source, isNarrow: false);
                return;
            default:
                values.Push64(destination);
                if (instruction.UsesSourceRegister) values.Push64(source);
                else values.PushConstant((ulong)instruction.Immediate);
                il.Emit(OpcodeOf(instruction.AluOperation));
                return;
        }
    }

    // Also the 64-bit operations whose operands and result have zero upper halves.
    private void EmitAlu32(in Instruction instruction, int destination, int source)
    {
        switch (instruction.AluOperation)
        {
            case AluOperation.Mov:
                EmitMove32(instruction, source);
                return;
            case AluOperation.Neg:
                values.Push32(destination);
                il.Emit(OpCodes.Neg);
                return;
            case AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh:
                values.Push32(destination);
                EmitShift(instruction, source, 31);
                return;
            case AluOperation.Div or AluOperation.Mod:
                EmitDivision(instruction, destination, source, isNarrow: true);
                return;
            default:
                values.Push32(destination);
                PushOperand32(instruction, source);
                il.Emit(OpcodeOf(instruction.AluOperation));
                return;
        }
    }

    private static OpCode OpcodeOf(AluOperation operation) => operation switch
    {
        AluOperation.Add => OpCodes.Add,
        AluOperation.Sub => OpCodes.Sub,
        AluOperation.Mul => OpCodes.Mul,
        AluOperation.Or => OpCodes.Or,
        AluOperation.And => OpCodes.And,
        AluOperation.Xor => OpCodes.Xor,
        AluOperation.Lsh => OpCodes.Shl,
        AluOperation.Rsh => OpCodes.Shr_Un,
        AluOperation.Arsh => OpCodes.Shr,
        _ => throw new System.Diagnostics.UnreachableException(operation.ToString()),
    };

    private void PushOperand32(in Instruction instruction, int source)
    {
        if (instruction.UsesSourceRegister) values.Push32(source);
        else il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
    }

    private void EmitMove64(in Instruction instruction, int source)
    {
        if (!instruction.UsesSourceRegister)
        {
            values.PushConstant((ulong)instruction.Immediate);
            return;
        }

        values.Push64(source);
        switch (instruction.Offset)
        {
            case 0:
                return;
            case XlatedForm.PerCpuMoveOffset:
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldfld, typeof(RunFrame).GetField(nameof(RunFrame.PerCpuOffset))!);
                il.Emit(OpCodes.Add);
                return;
            default:
                il.Emit(instruction.Offset switch { 8 => OpCodes.Conv_I1, 16 => OpCodes.Conv_I2, _ => OpCodes.Conv_I4 });
                il.Emit(OpCodes.Conv_I8);
                return;
        }
    }

    private void EmitMove32(in Instruction instruction, int source)
    {
        PushOperand32(instruction, source);
        if (instruction.UsesSourceRegister && instruction.Offset != 0) il.Emit(instruction.Offset == 8 ? OpCodes.Conv_I1 : OpCodes.Conv_I2);
    }

    private void EmitShift(in Instruction instruction, int source, int mask)
    {
        if (instruction.UsesSourceRegister)
        {
            values.Push32(source);
            il.Emit(OpCodes.Ldc_I4, mask);
            il.Emit(OpCodes.And);
        }
        else
        {
            il.Emit(OpCodes.Ldc_I4, instruction.Immediate & mask);
        }

        il.Emit(OpcodeOf(instruction.AluOperation));
    }

    private void EmitDivision(in Instruction instruction, int destination, int source, bool isNarrow)
    {
        if (isNarrow) values.Push32(destination);
        else values.Push64(destination);
        if (isNarrow) PushOperand32(instruction, source);
        else if (instruction.UsesSourceRegister) values.Push64(source);
        else values.PushConstant((ulong)instruction.Immediate);

        bool isSigned = instruction.Offset == 1, isDivision = instruction.AluOperation == AluOperation.Div;
        if (!IsCall(instruction))
        {
            il.Emit(isDivision ? isSigned ? OpCodes.Div : OpCodes.Div_Un : isSigned ? OpCodes.Rem : OpCodes.Rem_Un);
            return;
        }

        il.Emit(OpCodes.Call, isNarrow ? Division32(isDivision, isSigned) : Division64(isDivision, isSigned));
    }

    private static MethodInfo Division64(bool isDivision, bool isSigned)
    {
        Func<ulong, ulong, ulong> meaning = (isDivision, isSigned) switch
        {
            (true, true) => SignedDiv.Apply64,
            (true, false) => Div.Apply64,
            (false, true) => SignedMod.Apply64,
            (false, false) => Mod.Apply64,
        };
        return meaning.Method;
    }

    private static MethodInfo Division32(bool isDivision, bool isSigned)
    {
        Func<uint, uint, uint> meaning = (isDivision, isSigned) switch
        {
            (true, true) => SignedDiv.Apply32,
            (true, false) => Div.Apply32,
            (false, true) => SignedMod.Apply32,
            (false, false) => Mod.Apply32,
        };
        return meaning.Method;
    }

    private bool EmitByteSwap(in Instruction instruction, int destination)
    {
        bool swaps = instruction.Class == InstructionClass.Alu64 || instruction.UsesSourceRegister;
        switch (instruction.Immediate)
        {
            case 16:
                values.Push32(destination);
                il.Emit(OpCodes.Conv_U2);
                if (swaps) il.Emit(OpCodes.Call, ((Func<ushort, ushort>)BinaryPrimitives.ReverseEndianness).Method);
                return true;
            case 32:
                values.Push32(destination);
                if (swaps) il.Emit(OpCodes.Call, ((Func<uint, uint>)BinaryPrimitives.ReverseEndianness).Method);
                return true;
            default:
                values.Push64(destination);
                if (swaps) il.Emit(OpCodes.Call, ((Func<ulong, ulong>)BinaryPrimitives.ReverseEndianness).Method);
                return false;
        }
    }
}
