using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Arithmetic: every operation in its shared meaning.</summary>
internal static unsafe class AluHandlers
{
    /// <summary>The handler of an ALU or ALU64 instruction, or null when it is none.</summary>
    /// <param name="instruction">The instruction.</param>
    public static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> Select(in Instruction instruction)
    {
        if (XlatedForm.IsPerCpuMove(instruction)) return &PerCpuMove;
        if (AluSemantics.TypeOf(instruction) is null) return null;
        return instruction.AluOperation switch
        {
            AluOperation.Add => For<Add>(instruction),
            AluOperation.Sub => For<Sub>(instruction),
            AluOperation.Mul => For<Mul>(instruction),
            AluOperation.Div => instruction.Offset == 1 ? For<SignedDiv>(instruction) : For<Div>(instruction),
            AluOperation.Or => For<Or>(instruction),
            AluOperation.And => For<And>(instruction),
            AluOperation.Lsh => For<Lsh>(instruction),
            AluOperation.Rsh => For<Rsh>(instruction),
            AluOperation.Neg => For<Neg>(instruction),
            AluOperation.Mod => instruction.Offset == 1 ? For<SignedMod>(instruction) : For<Mod>(instruction),
            AluOperation.Xor => For<Xor>(instruction),
            AluOperation.Mov => SelectMove(instruction),
            AluOperation.Arsh => For<Arsh>(instruction),
            AluOperation.End => SelectByteSwap(instruction),
            _ => null,
        };
    }

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> SelectMove(in Instruction instruction) => instruction.Offset switch
    {
        8 => For<MovSignExtend8>(instruction),
        16 => For<MovSignExtend16>(instruction),
        32 => For<MovSignExtend32>(instruction),
        _ => For<Mov>(instruction),
    };

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> SelectByteSwap(in Instruction instruction)
    {
        bool swaps = instruction.Class == InstructionClass.Alu64 || instruction.UsesSourceRegister;
        return (instruction.Immediate, swaps) switch
        {
            (16, true) => &Immediate64<Swap16>,
            (32, true) => &Immediate64<Swap32>,
            (64, true) => &Immediate64<Swap64>,
            (16, false) => &Immediate64<Truncate16>,
            (32, false) => &Immediate64<Truncate32>,
            _ => &Immediate64<Keep64>,
        };
    }

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> For<T>(in Instruction instruction)
        where T : struct, IAluOperation =>
        (instruction.Class == InstructionClass.Alu64, instruction.UsesSourceRegister) switch
        {
            (true, true) => &Register64<T>,
            (true, false) => &Immediate64<T>,
            (false, true) => &Register32<T>,
            (false, false) => &Immediate32<T>,
        };

    private static DecodedInstruction* Register64<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref frame->Registers[instruction->Destination];
        destination = T.Apply64(destination, frame->Registers[instruction->Source]);
        return instruction + 1;
    }

    private static DecodedInstruction* Immediate64<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref frame->Registers[instruction->Destination];
        destination = T.Apply64(destination, instruction->Immediate);
        return instruction + 1;
    }

    private static DecodedInstruction* Register32<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref frame->Registers[instruction->Destination];
        destination = T.Apply32((uint)destination, (uint)frame->Registers[instruction->Source]);
        return instruction + 1;
    }

    private static DecodedInstruction* Immediate32<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref frame->Registers[instruction->Destination];
        destination = T.Apply32((uint)destination, (uint)instruction->Immediate);
        return instruction + 1;
    }

    private static DecodedInstruction* PerCpuMove(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        frame->Registers[instruction->Destination] = frame->Registers[instruction->Source] + frame->Run->PerCpuOffset;
        return instruction + 1;
    }
}
