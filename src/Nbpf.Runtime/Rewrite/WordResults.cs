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
    private bool[]? isReadWide;

    /// <summary>Whether the result of an instruction in r0 is to be extended.</summary>
    /// <param name="at">Its slot.</param>
    public bool IsExtended(int at)
    {
        if (code[at] is not { Class: InstructionClass.Stx, MemoryMode: MemoryMode.Atomic, MemorySize: MemorySize.Word, Immediate: (int)AtomicOperation.CompareExchange })
        {
            return false;
        }

        return (isReadWide ??= FindWideReads())[at + 1];
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

    // For each slot whether r0 as it is there is read as 64 bits. Backwards from such reads: to each slot once, whichever results lead there. The nodes behind
    // the slots stand for the subprograms' returns, so that exits and calls need not be paired.
    private bool[] FindWideReads()
    {
        int[] starts = [.. program.Subprograms.Select(s => s.Start)];
        BackwardGraph graph = new(code.Length + starts.Length);
        for (int number = 0; number < starts.Length; number++)
        {
            VerifiedSubprogram subprogram = program.Subprograms[number];
            bool returnsToCaller = number > 0 && !subprogram.IsGlobal;
            for (int i = subprogram.Start; i < subprogram.Start + subprogram.Length; i += code[i].IsWide ? 2 : 1)
            {
                if (program.Facts[i].IsReached)
                {
                    Connect(graph, i, code.Length + number, returnsToCaller, starts);
                }
            }
        }

        return graph.Reach();
    }

    // What a static function returns is its caller's r0; the program and global functions return all 64 bits.
    private void Connect(BackwardGraph graph, int i, int returnNode, bool returnsToCaller, int[] starts)
    {
        Instruction instruction = code[i];
        if (instruction.IsSubprogramCall)
        {
            graph.Connect(code.Length + Array.BinarySearch(starts, i + 1 + instruction.Immediate), i + 1);
        }

        if (ReadsWide(instruction) || (instruction.IsExit && !returnsToCaller))
        {
            graph.Begin(i);
            return;
        }

        if (instruction.IsExit)
        {
            graph.Connect(i, returnNode);
            return;
        }

        if (Writes(instruction))
        {
            return;
        }

        bool isJump = instruction.IsJumpClass && !instruction.IsCall;
        if (isJump)
        {
            graph.Connect(i, i + 1 + (instruction.Opcode == Opcodes.JumpLong ? instruction.Immediate : instruction.Offset));
        }

        if (!isJump || instruction.Opcode is not (Opcodes.Jump or Opcodes.JumpLong))
        {
            graph.Connect(i, i + (instruction.IsWide ? 2 : 1));
        }
    }
}
