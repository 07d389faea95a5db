using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Code;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// Puts the code of all slots one after the other and fits the distances of jumps, calls and subprogram addresses. Every original slot keeps
/// its place in the order, so one pass over the code is enough, whatever was inserted or removed.
/// </summary>
internal sealed class CodeLayout
{
    private readonly CodeSlot[]?[] replacements;
    private readonly Instruction[] code;
    private readonly bool[] alive;
    private readonly CodeSlot[] prologue;
    private readonly int[] starts;

    /// <summary>Measures the code.</summary>
    /// <param name="code">The original slots, jumps decided.</param>
    /// <param name="alive">Which of them stay.</param>
    /// <param name="replacements">What stands for each, null for itself.</param>
    /// <param name="prologue">What runs before the first slot; jumps back to that slot skip it.</param>
    public CodeLayout(Instruction[] code, bool[] alive, CodeSlot[]?[] replacements, CodeSlot[] prologue)
    {
        this.code = code;
        this.alive = alive;
        this.replacements = replacements;
        this.prologue = prologue;
        starts = new int[code.Length + 1];
        int position = prologue.Length;
        for (int i = 0; i < code.Length; i++)
        {
            starts[i] = position;
            position += alive[i] ? replacements[i]?.Length ?? 1 : 0;
        }

        starts[code.Length] = position;
    }

    /// <summary>Number of slots of the new code.</summary>
    public int Length => starts[^1];

    /// <summary>Where the code of an original slot begins; of one that went: of the next that stayed. The first slot's begins with the prologue.</summary>
    /// <param name="slot">An original slot, or one past the last.</param>
    public int StartOf(int slot) => slot == 0 ? 0 : starts[slot];

    /// <summary>Writes the new code.</summary>
    /// <param name="instructions">Receives the instructions.</param>
    /// <param name="addresses">Receives what wide loads of maps load, by slot.</param>
    /// <returns>Null, or why the code cannot be laid out: a jump too far for its 16 bits.</returns>
    public string? Write(out ImmutableArray<Instruction> instructions, out ImmutableArray<ulong> addresses)
    {
        Instruction[] result = new Instruction[Length];
        ulong[] loads = new ulong[Length];
        int position = 0;
        foreach (CodeSlot slot in prologue)
        {
            result[position++] = slot.Instruction;
        }

        instructions = [];
        addresses = [];
        for (int i = 0; i < code.Length; i++)
        {
            if (!alive[i])
            {
                continue;
            }

            foreach (CodeSlot slot in replacements[i] ?? [new CodeSlot(code[i], TargetOf(i))])
            {
                if (!TryFit(slot, position, out result[position]))
                {
                    return $"insn {i} cannot be patched due to 16-bit range";
                }

                loads[position++] = slot.Address;
            }
        }

        instructions = ImmutableCollectionsMarshal.AsImmutableArray(result);
        addresses = ImmutableCollectionsMarshal.AsImmutableArray(loads);
        return null;
    }

    /// <summary>For each slot of the new code the original slot that it was written for; -1 for the prologue.</summary>
    public ImmutableArray<int> FindOrigins()
    {
        int[] origins = new int[Length];
        origins.AsSpan(0, prologue.Length).Fill(-1);
        for (int i = 0; i < code.Length; i++)
        {
            origins.AsSpan(starts[i], starts[i + 1] - starts[i]).Fill(i);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(origins);
    }

    /// <summary>
    /// The source lines by new slot. A line whose instructions went is dropped, but where code goes on without a line of its own it takes over the
    /// last one dropped before it (bpf_adj_linfo_after_remove in Linux).
    /// </summary>
    /// <param name="lines">The lines by original slot, ascending.</param>
    public ImmutableArray<BtfLineInfo> MoveLines(ImmutableArray<BtfLineInfo> lines)
    {
        ImmutableArray<BtfLineInfo>.Builder moved = ImmutableArray.CreateBuilder<BtfLineInfo>(lines.Length);
        int next = 0;
        for (int n = 0; n < lines.Length; n++)
        {
            int slot = (int)lines[n].InstructionIndex;

            // Lines ascend: what one passed over on the way to code that stayed, the next one need not.
            next = Math.Max(next, slot);
            while (next < alive.Length && !alive[next])
            {
                next++;
            }

            bool isLastBefore = n + 1 == lines.Length || lines[n + 1].InstructionIndex > next;
            if (next == slot || (next < alive.Length && isLastBefore))
            {
                moved.Add(lines[n] with { InstructionIndex = (uint)StartOf(next) });
            }
        }

        return moved.ToImmutable();
    }

    private int TargetOf(int i)
    {
        Instruction instruction = code[i];
        return instruction switch
        {
            { IsSubprogramCall: true } or { Opcode: Opcodes.JumpLong } => i + 1 + instruction.Immediate,
            { IsWide: true, Source: PseudoImmediate.Function } => i + 1 + instruction.Immediate,
            { IsJumpClass: true, IsCall: false, IsExit: false } => i + 1 + instruction.Offset,
            _ => -1,
        };
    }

    private bool TryFit(in CodeSlot slot, int position, out Instruction instruction)
    {
        instruction = slot.Instruction;
        if (slot.Target < 0)
        {
            return true;
        }

        int distance = starts[slot.Target] - position - 1;
        if (instruction.IsCall || instruction.IsWide || instruction.Opcode == Opcodes.JumpLong)
        {
            instruction = instruction with { Immediate = distance };
            return true;
        }

        instruction = instruction with { Offset = unchecked((short)distance) };
        return distance is >= short.MinValue and <= short.MaxValue;
    }
}
