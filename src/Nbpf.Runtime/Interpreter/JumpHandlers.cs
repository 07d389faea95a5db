using Nbpf.Isa;
using Nbpf.Isa.Semantics;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Jumps within a subprogram, and its exit.</summary>
internal static unsafe class JumpHandlers
{
    /// <summary>The handler of a jump or exit, or null when the instruction is none.</summary>
    /// <param name="instruction">The instruction.</param>
    public static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> Select(in Instruction instruction) => instruction.JumpOperation switch
    {
        JumpOperation.Always => &Always,
        JumpOperation.Equal => For<Equal>(instruction),
        JumpOperation.Greater => For<Greater>(instruction),
        JumpOperation.GreaterOrEqual => For<GreaterOrEqual>(instruction),
        JumpOperation.BitsSet => For<BitsSet>(instruction),
        JumpOperation.NotEqual => For<NotEqual>(instruction),
        JumpOperation.SignedGreater => For<SignedGreater>(instruction),
        JumpOperation.SignedGreaterOrEqual => For<SignedGreaterOrEqual>(instruction),
        JumpOperation.Exit => &Exit,
        JumpOperation.Less => For<Less>(instruction),
        JumpOperation.LessOrEqual => For<LessOrEqual>(instruction),
        JumpOperation.SignedLess => For<SignedLess>(instruction),
        JumpOperation.SignedLessOrEqual => For<SignedLessOrEqual>(instruction),
        _ => null,
    };

    private static delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> For<T>(in Instruction instruction)
        where T : struct, IJumpCondition =>
        (instruction.Class == InstructionClass.Jmp, instruction.UsesSourceRegister) switch
        {
            (true, true) => &Register64<T>,
            (true, false) => &Immediate64<T>,
            (false, true) => &Register32<T>,
            (false, false) => &Immediate32<T>,
        };

    private static DecodedInstruction* Register64<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IJumpCondition =>
        T.Test64(frame->Registers[instruction->Destination], frame->Registers[instruction->Source]) ? instruction + instruction->Offset : instruction + 1;

    private static DecodedInstruction* Immediate64<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IJumpCondition =>
        T.Test64(frame->Registers[instruction->Destination], instruction->Immediate) ? instruction + instruction->Offset : instruction + 1;

    private static DecodedInstruction* Register32<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IJumpCondition =>
        T.Test32((uint)frame->Registers[instruction->Destination], (uint)frame->Registers[instruction->Source]) ? instruction + instruction->Offset : instruction + 1;

    private static DecodedInstruction* Immediate32<T>(DecodedInstruction* instruction, InterpreterFrame* frame)
        where T : struct, IJumpCondition =>
        T.Test32((uint)frame->Registers[instruction->Destination], (uint)instruction->Immediate) ? instruction + instruction->Offset : instruction + 1;

    private static DecodedInstruction* Always(DecodedInstruction* instruction, InterpreterFrame* frame) => instruction + instruction->Offset;

    private static DecodedInstruction* Exit(DecodedInstruction* instruction, InterpreterFrame* frame) => null;
}
