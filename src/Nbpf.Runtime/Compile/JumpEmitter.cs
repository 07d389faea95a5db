using System.Reflection.Emit;
using Nbpf.Isa;

namespace Nbpf.Runtime.Compile;

/// <summary>Emits conditional jumps.</summary>
/// <param name="values">Where operands come from.</param>
internal sealed class JumpEmitter(ValueEmitter values)
{
    private readonly ILGenerator il = values.Il;

    /// <summary>Emits a conditional jump.</summary>
    /// <param name="instruction">The jump.</param>
    /// <param name="target">Where it goes when its condition holds.</param>
    public void Emit(in Instruction instruction, Label target)
    {
        JumpOperation operation = instruction.JumpOperation;
        int left = values.NodeOf(instruction.Destination);
        int right = instruction.UsesSourceRegister ? values.NodeOf(instruction.Source) : RegisterWebs.Undefined;
        bool isNarrow = instruction.Class == InstructionClass.Jmp32;
        if (!isNarrow && values.IsNarrow(left) && (instruction.UsesSourceRegister ? values.IsNarrow(right) : instruction.Immediate >= 0))
        {
            // Both upper halves are zero: comparing the lower ones tells the same, and no sign bit is set.
            isNarrow = true;
            operation = WithoutSign(operation);
        }

        if (isNarrow) values.Push32(left);
        else values.Push64(left);
        if (instruction.UsesSourceRegister && isNarrow) values.Push32(right);
        else if (instruction.UsesSourceRegister) values.Push64(right);
        else if (isNarrow) il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        else values.PushConstant((ulong)instruction.Immediate);

        if (operation == JumpOperation.BitsSet)
        {
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Brtrue, target);
        }
        else
        {
            il.Emit(OpcodeOf(operation), target);
        }
    }

    private static JumpOperation WithoutSign(JumpOperation operation) => operation switch
    {
        JumpOperation.SignedGreater => JumpOperation.Greater,
        JumpOperation.SignedGreaterOrEqual => JumpOperation.GreaterOrEqual,
        JumpOperation.SignedLess => JumpOperation.Less,
        JumpOperation.SignedLessOrEqual => JumpOperation.LessOrEqual,
        _ => operation,
    };

    private static OpCode OpcodeOf(JumpOperation operation) => operation switch
    {
        JumpOperation.Equal => OpCodes.Beq,
        JumpOperation.NotEqual => OpCodes.Bne_Un,
        JumpOperation.Greater => OpCodes.Bgt_Un,
        JumpOperation.GreaterOrEqual => OpCodes.Bge_Un,
        JumpOperation.Less => OpCodes.Blt_Un,
        JumpOperation.LessOrEqual => OpCodes.Ble_Un,
        JumpOperation.SignedGreater => OpCodes.Bgt,
        JumpOperation.SignedGreaterOrEqual => OpCodes.Bge,
        JumpOperation.SignedLess => OpCodes.Blt,
        JumpOperation.SignedLessOrEqual => OpCodes.Ble,
        _ => throw new System.Diagnostics.UnreachableException(operation.ToString()),
    };
}
