using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Verification;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// After a 32-bit compare-and-exchange whose result is used as 64 bits, Linux writes <c>w0 = w0</c> (opt_subreg_zext_lo32_rnd_hi32):
/// the machine's instruction leaves the upper half alone when it exchanges. Linux marks the use while it explores; here r0 is followed
/// from the instruction to the next write along the code that is reached, jumps that are decided included.
/// </summary>
internal sealed class WordResults(VerifiedProgram program)
{
    /// <summary><c>w0 = w0</c>; the immediate says that it extends and is no copy (BPF_ZEXT_REG, include/linux/filter.h).</summary>
    public static readonly Instruction Extension = Instructions.Mov32(0, 0) with { Immediate = 1 };

    private readonly ImmutableArray<Instruction> code = program.Instructions;

    /// <summary>Whether the result of an instruction in r0 is to be extended.</summary>
    /// <param name="at">Its slot.</param>
    public bool IsExtended(int at)
    {
        if (code[at] is not { Class: InstructionClass.Stx, MemoryMode: MemoryMode.Atomic, MemorySize: MemorySize.Word, Immediate: (int)AtomicOperation.CompareExchange })
        {
            return false;
        }

        Stack<int> left = new([at + 1]);
        HashSet<int> seen = [];
        while (left.TryPop(out int i))
        {
            if (!program.Facts[i].IsReached || !seen.Add(i))
            {
                continue;
            }

            Instruction instruction = code[i];
            if (ReadsWide(instruction) || (instruction.IsExit && !ReturnsToCaller(i)))
            {
                return true;
            }

            if (instruction.IsExit)
            {
                PushReturns(i, left);
            }
            else if (!Writes(instruction))
            {
                PushSuccessors(i, left);
            }
        }

        return false;
    }

    private static bool ReadsWide(in Instruction instruction)
    {
        bool asSource = instruction.Source == 0, asDestination = instruction.Destination == 0;
        switch (instruction.Class)
        {
            case InstructionClass.Ld:
                return !instruction.IsWide && instruction.MemoryMode == MemoryMode.Indirect && asSource;
            case InstructionClass.Ldx:
                return asSource;
            case InstructionClass.St:
                return asDestination;
            case InstructionClass.Stx when instruction is { MemoryMode: MemoryMode.Atomic, Immediate: (int)AtomicOperation.LoadAcquire }:
                return asSource;
            case InstructionClass.Stx:
                bool comparesR0 = instruction.MemoryMode == MemoryMode.Atomic && instruction.Immediate == (int)AtomicOperation.CompareExchange;
                return asDestination || (instruction.MemorySize == MemorySize.DoubleWord && (asSource || comparesR0));
            case InstructionClass.Alu:
                return asDestination && instruction is { AluOperation: AluOperation.End, Immediate: 64 };
            case InstructionClass.Alu64:
                return instruction.AluOperation == AluOperation.End
                    ? asDestination && instruction.Immediate == 64
                    : (asDestination && instruction.AluOperation != AluOperation.Mov) || (asSource && instruction.UsesSourceRegister);
            case InstructionClass.Jmp:
                bool compares = instruction.JumpOperation is not (JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit or JumpOperation.MayGoto);
                return compares && (asDestination || (asSource && instruction.UsesSourceRegister));
            default:
                return false;
        }
    }

    private static bool Writes(in Instruction instruction) => instruction.Class switch
    {
        InstructionClass.Ld => !instruction.IsWide || instruction.Destination == 0,
        InstructionClass.Ldx or InstructionClass.Alu or InstructionClass.Alu64 => instruction.Destination == 0,
        InstructionClass.Stx when instruction.MemoryMode == MemoryMode.Atomic => (AtomicOperation)instruction.Immediate switch
        {
            AtomicOperation.CompareExchange => true,
            AtomicOperation.LoadAcquire => instruction.Destination == 0,
            AtomicOperation.StoreRelease => false,
            _ => instruction.Source == 0 && (instruction.Immediate & (int)AtomicOperation.Fetch) != 0,
        },
        InstructionClass.Jmp => instruction.IsCall,
        _ => false,
    };

    private void PushSuccessors(int i, Stack<int> left)
    {
        Instruction instruction = code[i];
        bool isJump = instruction.IsJumpClass && !instruction.IsCall;
        if (isJump)
        {
            left.Push(i + 1 + (instruction.Opcode == Opcodes.JumpLong ? instruction.Immediate : instruction.Offset));
        }

        if (!isJump || instruction.Opcode is not (Opcodes.Jump or Opcodes.JumpLong))
        {
            left.Push(i + (instruction.IsWide ? 2 : 1));
        }
    }

    // What a static function returns is its caller's r0; the program and global functions return all 64 bits.
    private bool ReturnsToCaller(int exit)
    {
        int number = SubprogramOf(exit);
        return number > 0 && !program.Subprograms[number].IsGlobal;
    }

    private void PushReturns(int exit, Stack<int> left)
    {
        int start = program.Subprograms[SubprogramOf(exit)].Start;
        for (int i = 0; i < code.Length; i += code[i].IsWide ? 2 : 1)
        {
            if (code[i].IsSubprogramCall && i + 1 + code[i].Immediate == start)
            {
                left.Push(i + 1);
            }
        }
    }

    private int SubprogramOf(int slot)
    {
        int number = 0;
        while (number + 1 < program.Subprograms.Length && program.Subprograms[number + 1].Start <= slot)
        {
            number++;
        }

        return number;
    }
}
