using Nbpf.Isa;

namespace Nbpf.Verification.Cfg;

/// <summary>Where control goes after an instruction.</summary>
public static class ControlFlow
{
    /// <summary>Target of a jump at <paramref name="index"/>: by immediate for <c>gotol</c>, by offset for all others.</summary>
    public static int JumpTarget(in Instruction jump, int index) =>
        index + 1 + (jump.Opcode == Opcodes.JumpLong ? jump.Immediate : jump.Offset);

    /// <summary>Slot index of the instruction that follows in memory: one or, after a 64-bit immediate load, two further.</summary>
    public static int Next(in Instruction instruction, int index) => index + (instruction.IsWide ? 2 : 1);

    /// <summary>
    /// True when the function may end with the instruction: besides its <see cref="Successors"/> it leads to the function's end,
    /// behind which none of the function's registers is read, and nothing of its callers' stack is read or written by it.
    /// </summary>
    public static bool LeadsToEnd(in Instruction instruction) => instruction.IsExit || EarlyExit.At(instruction) is not null;

    /// <summary>
    /// Successors within the subprogram: calls count as falling through, <c>exit</c> has none. Order: fall-through, then target.
    /// With <see cref="LeadsToEnd"/> these are all edges.
    /// </summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="index">Its slot index.</param>
    /// <param name="first">Receives the first successor.</param>
    /// <param name="second">Receives the second.</param>
    /// <returns>Their number, 0–2.</returns>
    public static int Successors(in Instruction instruction, int index, out int first, out int second)
    {
        first = second = -1;
        if (!instruction.IsJumpClass || instruction.JumpOperation == JumpOperation.Call)
        {
            first = Next(instruction, index);
            return 1;
        }

        switch (instruction.JumpOperation)
        {
            case JumpOperation.Exit:
                return 0;
            case JumpOperation.Always:
                first = JumpTarget(instruction, index);
                return 1;
            default:
                first = index + 1;
                second = JumpTarget(instruction, index);
                return 2;
        }
    }
}
