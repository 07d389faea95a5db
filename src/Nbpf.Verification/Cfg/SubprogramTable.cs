using System.Collections.Immutable;
using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Verification.Cfg;

/// <summary>
/// The subprograms of a program, ascending by start; the first is the entry. Collected from calls and function pointers,
/// then checked: no jump leaves its subprogram, and none falls into the next (kernel/bpf/verifier.c, Linux 6.18).
/// </summary>
public sealed class SubprogramTable
{
    /// <summary>Most subprograms a program may have (BPF_MAX_SUBPROGS).</summary>
    public const int MaxSubprograms = 256;

    private SubprogramTable(ImmutableArray<Subprogram> subprograms) => Subprograms = subprograms;

    /// <summary>The subprograms, ascending by start.</summary>
    public ImmutableArray<Subprogram> Subprograms { get; }

    /// <summary>Number of subprograms, at least 1.</summary>
    public int Count => Subprograms.Length;

    /// <summary>
    /// Finds where subprograms start: instruction 0, targets of subprogram calls, and of 64-bit immediate loads of function
    /// addresses. Answers the error: a target outside the program (EINVAL), more than <see cref="MaxSubprograms"/> (E2BIG), or
    /// any call of a subprogram or kfunc without CAP_BPF (EPERM).
    /// </summary>
    /// <param name="program">The instructions.</param>
    /// <param name="capabilities">The caller's.</param>
    /// <param name="table">Receives the table, null on an error.</param>
    public static GraphError? Collect(ReadOnlySpan<Instruction> program, Capabilities capabilities, out SubprogramTable? table)
    {
        table = null;
        var starts = new SortedSet<int> { 0 };
        for (int i = 0; i < program.Length; i++)
        {
            Instruction instruction = program[i];
            bool pointer = instruction.IsWide && instruction.Source == PseudoImmediate.Function;
            bool call = instruction.IsSubprogramCall;
            if (!pointer && !call && !(instruction.IsCall && instruction.Source == PseudoCall.KernelFunction))
                continue;
            if (!capabilities.HasFlag(Capabilities.Bpf))
            {
                return new GraphError(
                    "loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN", Errno.EPERM, i);
            }

            if (!pointer && !call)
                continue;
            int target = i + instruction.Immediate + 1;
            if (target < 0 || target >= program.Length)
                return new GraphError("call to invalid destination", Errno.EINVAL, i);
            if (starts.Add(target) && starts.Count > MaxSubprograms)
                return new GraphError("too many subprograms", Errno.E2BIG, i);
        }

        int[] sorted = [.. starts, program.Length];
        var subprograms = ImmutableArray.CreateBuilder<Subprogram>(starts.Count);
        for (int s = 0; s < starts.Count; s++)
            subprograms.Add(Describe(program, sorted[s], sorted[s + 1]));
        table = new SubprogramTable(subprograms.MoveToImmutable());
        return null;
    }

    private static Subprogram Describe(ReadOnlySpan<Instruction> program, int start, int end)
    {
        var exits = EarlyExits.None;
        foreach (Instruction instruction in program[start..end])
            exits |= EarlyExit.At(instruction)?.Kind ?? EarlyExits.None;
        return new Subprogram(start, end, exits);
    }

    /// <summary>
    /// Checks that jumps stay inside their subprogram and that each subprogram ends in <c>exit</c> or an unconditional jump;
    /// answers the first error in instruction order (EINVAL), or null.
    /// </summary>
    public GraphError? CheckJumps(ReadOnlySpan<Instruction> program)
    {
        foreach (Subprogram subprogram in Subprograms)
        {
            for (int i = subprogram.Start; i < subprogram.End; i++)
            {
                Instruction instruction = program[i];
                if (instruction.IsJumpClass && instruction.JumpOperation is not (JumpOperation.Exit or JumpOperation.Call))
                {
                    int target = ControlFlow.JumpTarget(instruction, i);
                    if (target < subprogram.Start || target >= subprogram.End)
                        return new GraphError($"jump out of range from insn {i} to {target}", Errno.EINVAL, i);
                }
            }

            if (program[subprogram.End - 1].Opcode is not (Opcodes.Exit or Opcodes.Jump or Opcodes.JumpLong))
                return new GraphError("last insn is not an exit or jmp", Errno.EINVAL, subprogram.End - 1);
        }

        return null;
    }

    /// <summary>
    /// For a program without BTF function information: what may leave a subprogram without a result is refused outside the first
    /// one (EINVAL), or null. Comes after <see cref="CheckJumps"/>.
    /// </summary>
    public GraphError? CheckAbnormalReturnsWithoutBtf()
    {
        foreach (Subprogram subprogram in Subprograms.AsSpan()[1..])
        {
            foreach (EarlyExit exit in EarlyExit.All)
            {
                if (subprogram.Contains(exit.Kind))
                    return new GraphError($"{exit.Name} is not allowed in subprogs without BTF", Errno.EINVAL, subprogram.Start);
            }
        }

        return null;
    }

    /// <summary>Number of the subprogram that starts at <paramref name="instructionIndex"/>, or -1.</summary>
    public int FindByStart(int instructionIndex)
    {
        int number = Containing(instructionIndex);
        return Subprograms[number].Start == instructionIndex ? number : -1;
    }

    /// <summary>Number of the subprogram that contains <paramref name="instructionIndex"/>.</summary>
    public int Containing(int instructionIndex)
    {
        int low = 0;
        int high = Subprograms.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Subprograms[middle].Start <= instructionIndex)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>Appends the log's lines <c>func#N @START</c> (log level 2).</summary>
    public void AppendList(StringBuilder text)
    {
        for (int i = 0; i < Subprograms.Length; i++)
            text.Append("func#").Append(i).Append(" @").Append(Subprograms[i].Start).Append('\n');
    }
}
