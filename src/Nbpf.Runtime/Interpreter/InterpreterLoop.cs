using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>
/// The interpreter's inner loop. One switch in one method, because only so the JIT compiler keeps the instruction pointer in a
/// register and a step costs one indirect jump (a call of a handler per instruction takes twice as long); every case is one line
/// of shared meaning, and what is rare has a handler of its own.
/// <para>Immediate and register operands are one case: the source is always register plus immediate, where immediate forms name
/// a register that holds zero and register forms an immediate of zero. Loads have their offset there.</para>
/// </summary>
/// <typeparam name="TAccess">What to do about instructions before they are executed.</typeparam>
internal static unsafe class InterpreterLoop<TAccess>
    where TAccess : struct, IMemoryAccess
{
    /// <summary>Interprets a frame from its subprogram's first instruction to an exit; r0 then holds the result.</summary>
    /// <param name="frame">The frame, its registers set.</param>
    public static void Run(InterpreterFrame* frame)
    {
        // SAFETY: the decoder gave every instruction an operation and registers below the frame's number of registers; jumps of a
        // verified program stay in their subprogram, and every path ends with exit.
        DecodedInstruction* instruction = frame->Subprogram->Start;
        ulong* registers = frame->Registers;
        while (true)
        {
            TAccess.Before(instruction, frame);
            ulong destination = registers[instruction->Destination], source = registers[instruction->Source] + instruction->Immediate;
            switch (instruction->Operation)
            {
                case InterpreterOperation.Add64:
                    destination = Add.Apply64(destination, source);
                    break;
                case InterpreterOperation.Add32:
                    destination = Add.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Sub64:
                    destination = Sub.Apply64(destination, source);
                    break;
                case InterpreterOperation.Sub32:
                    destination = Sub.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Mul64:
                    destination = Mul.Apply64(destination, source);
                    break;
                case InterpreterOperation.Mul32:
                    destination = Mul.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Div64:
                    destination = Div.Apply64(destination, source);
                    break;
                case InterpreterOperation.Div32:
                    destination = Div.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.SignedDiv64:
                    destination = SignedDiv.Apply64(destination, source);
                    break;
                case InterpreterOperation.SignedDiv32:
                    destination = SignedDiv.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Or64:
                    destination = Or.Apply64(destination, source);
                    break;
                case InterpreterOperation.Or32:
                    destination = Or.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.And64:
                    destination = And.Apply64(destination, source);
                    break;
                case InterpreterOperation.And32:
                    destination = And.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Lsh64:
                    destination = Lsh.Apply64(destination, source);
                    break;
                case InterpreterOperation.Lsh32:
                    destination = Lsh.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Rsh64:
                    destination = Rsh.Apply64(destination, source);
                    break;
                case InterpreterOperation.Rsh32:
                    destination = Rsh.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Neg64:
                    destination = Neg.Apply64(destination, source);
                    break;
                case InterpreterOperation.Neg32:
                    destination = Neg.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Mod64:
                    destination = Mod.Apply64(destination, source);
                    break;
                case InterpreterOperation.Mod32:
                    destination = Mod.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.SignedMod64:
                    destination = SignedMod.Apply64(destination, source);
                    break;
                case InterpreterOperation.SignedMod32:
                    destination = SignedMod.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Xor64:
                    destination = Xor.Apply64(destination, source);
                    break;
                case InterpreterOperation.Xor32:
                    destination = Xor.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Mov64:
                    destination = Mov.Apply64(destination, source);
                    break;
                case InterpreterOperation.Mov32:
                    destination = Mov.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Arsh64:
                    destination = Arsh.Apply64(destination, source);
                    break;
                case InterpreterOperation.Arsh32:
                    destination = Arsh.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.MovSignExtend8To64:
                    destination = MovSignExtend8.Apply64(destination, source);
                    break;
                case InterpreterOperation.MovSignExtend16To64:
                    destination = MovSignExtend16.Apply64(destination, source);
                    break;
                case InterpreterOperation.MovSignExtend32To64:
                    destination = MovSignExtend32.Apply64(destination, source);
                    break;
                case InterpreterOperation.MovSignExtend8To32:
                    destination = MovSignExtend8.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.MovSignExtend16To32:
                    destination = MovSignExtend16.Apply32((uint)destination, (uint)source);
                    break;
                case InterpreterOperation.Swap16:
                    destination = Swap16.Apply64(destination, source);
                    break;
                case InterpreterOperation.Swap32:
                    destination = Swap32.Apply64(destination, source);
                    break;
                case InterpreterOperation.Swap64:
                    destination = Swap64.Apply64(destination, source);
                    break;
                case InterpreterOperation.Truncate16:
                    destination = Truncate16.Apply64(destination, source);
                    break;
                case InterpreterOperation.Truncate32:
                    destination = Truncate32.Apply64(destination, source);
                    break;
                case InterpreterOperation.Keep64:
                    destination = Keep64.Apply64(destination, source);
                    break;
                case InterpreterOperation.LoadUnsignedByte:
                    destination = UnsignedByte.Read(source);
                    break;
                case InterpreterOperation.LoadUnsignedHalfWord:
                    destination = UnsignedHalfWord.Read(source);
                    break;
                case InterpreterOperation.LoadUnsignedWord:
                    destination = UnsignedWord.Read(source);
                    break;
                case InterpreterOperation.LoadDoubleWord:
                    destination = DoubleWord.Read(source);
                    break;
                case InterpreterOperation.LoadSignedByte:
                    destination = SignedByte.Read(source);
                    break;
                case InterpreterOperation.LoadSignedHalfWord:
                    destination = SignedHalfWord.Read(source);
                    break;
                case InterpreterOperation.LoadSignedWord:
                    destination = SignedWord.Read(source);
                    break;
                case InterpreterOperation.JumpIfEqual64:
                    if (Equal.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfEqual32:
                    if (Equal.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfGreater64:
                    if (Greater.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfGreater32:
                    if (Greater.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfGreaterOrEqual64:
                    if (GreaterOrEqual.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfGreaterOrEqual32:
                    if (GreaterOrEqual.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfBitsSet64:
                    if (BitsSet.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfBitsSet32:
                    if (BitsSet.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfNotEqual64:
                    if (NotEqual.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfNotEqual32:
                    if (NotEqual.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedGreater64:
                    if (SignedGreater.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedGreater32:
                    if (SignedGreater.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedGreaterOrEqual64:
                    if (SignedGreaterOrEqual.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedGreaterOrEqual32:
                    if (SignedGreaterOrEqual.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfLess64:
                    if (Less.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfLess32:
                    if (Less.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfLessOrEqual64:
                    if (LessOrEqual.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfLessOrEqual32:
                    if (LessOrEqual.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedLess64:
                    if (SignedLess.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedLess32:
                    if (SignedLess.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedLessOrEqual64:
                    if (SignedLessOrEqual.Test64(destination, source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.JumpIfSignedLessOrEqual32:
                    if (SignedLessOrEqual.Test32((uint)destination, (uint)source)) goto case InterpreterOperation.Jump;
                    instruction++;
                    continue;
                case InterpreterOperation.StoreUnsignedByte:
                    destination += (ulong)instruction->Offset;
                    UnsignedByte.Write(destination, source);
                    instruction++;
                    continue;
                case InterpreterOperation.StoreUnsignedHalfWord:
                    destination += (ulong)instruction->Offset;
                    UnsignedHalfWord.Write(destination, source);
                    instruction++;
                    continue;
                case InterpreterOperation.StoreUnsignedWord:
                    destination += (ulong)instruction->Offset;
                    UnsignedWord.Write(destination, source);
                    instruction++;
                    continue;
                case InterpreterOperation.StoreDoubleWord:
                    destination += (ulong)instruction->Offset;
                    DoubleWord.Write(destination, source);
                    instruction++;
                    continue;
                case InterpreterOperation.Jump:
                    if (instruction->Offset <= 0) RunStops.Check(frame->Run, (int)(instruction - frame->Subprogram->Program));
                    instruction += instruction->Offset;
                    continue;
                case InterpreterOperation.LoadImmediate:
                    registers[instruction->Destination] = source;
                    instruction += 2;
                    continue;
                case InterpreterOperation.CallFunction:
                    var function = (delegate*<RunFrame*, ulong, ulong, ulong, ulong, ulong, ulong>)source;
                    registers[Register.R0] = function(frame->Run, registers[1], registers[2], registers[3], registers[4], registers[5]);
                    instruction++;
                    continue;
                case InterpreterOperation.Exit:
                    return;
                default:
                    instruction = instruction->Handler(instruction, frame);
                    if (instruction is null) return;
                    continue;
            }

            registers[instruction->Destination] = destination;
            instruction++;
        }
    }
}
