using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Where jumps, calls and function loads lead to.</summary>
internal static class CodeTargets
{
    /// <summary>The slot that an instruction names, or -1.</summary>
    public static int TargetOf(Instruction instruction, int at)
    {
        if (instruction.IsSubprogramCall || (instruction.IsWide && instruction.Source == PseudoImmediate.Function))
            return at + 1 + instruction.Immediate;
        if (!instruction.IsJumpClass || instruction.IsCall || instruction.IsExit)
            return -1;
        return at + 1 + (instruction.Opcode == Opcodes.JumpLong ? instruction.Immediate : instruction.Offset);
    }

    /// <summary>The instruction with another target.</summary>
    public static Instruction WithTarget(Instruction instruction, int at, int target)
    {
        int distance = target - at - 1;
        bool inImmediate = !instruction.IsJumpClass || instruction.IsCall || instruction.Opcode == Opcodes.JumpLong;
        return inImmediate ? instruction with { Immediate = distance } : instruction with { Offset = (short)distance };
    }

    /// <summary>First slots of the subprograms, the main program's first.</summary>
    public static int[] SubprogramStarts(ReadOnlySpan<Instruction> code)
    {
        SortedSet<int> starts = [0];
        for (int i = 0; i < code.Length; i += code[i].IsWide ? 2 : 1)
        {
            if (!code[i].IsJumpClass || code[i].IsSubprogramCall)
            {
                int target = TargetOf(code[i], i);
                if (target > 0 && target < code.Length)
                    starts.Add(target);
            }
        }

        return [.. starts];
    }
}
