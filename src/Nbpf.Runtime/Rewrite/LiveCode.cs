using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Verification;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// Which slots of a verified program stay: conditional jumps of which one side was never taken become unconditional, what no path reached goes,
/// and so do jumps over nothing (opt_hard_wire_dead_code_branches, opt_remove_dead_code, opt_remove_nops in Linux 6.18).
/// </summary>
internal static class LiveCode
{
    /// <summary>Finds them.</summary>
    /// <param name="program">The program.</param>
    /// <param name="code">Receives the instructions, jumps decided.</param>
    /// <returns>For each slot whether it stays.</returns>
    public static bool[] Find(VerifiedProgram program, out Instruction[] code)
    {
        code = [.. program.Instructions];
        bool[] alive = new bool[code.Length];
        for (int i = 0; i < code.Length; i++)
        {
            alive[i] = program.Facts[i].IsReached;
            if (alive[i] && code[i].IsWide)
            {
                alive[++i] = true;
            }
        }

        DecideJumps(code, alive);
        RemoveEmptyJumps(code, alive);
        return alive;
    }

    private static void DecideJumps(Instruction[] code, bool[] alive)
    {
        for (int i = 0; i < code.Length; i++)
        {
            if (!alive[i] || !IsConditional(code[i]))
            {
                continue;
            }

            if (!alive[i + 1])
            {
                code[i] = Instructions.Jump(code[i].Offset);
            }
            else if (!alive[i + 1 + code[i].Offset])
            {
                code[i] = Instructions.Jump(0);
            }
        }
    }

    // In one pass from the front, as Linux does: a jump over a jump that goes later stays.
    private static void RemoveEmptyJumps(Instruction[] code, bool[] alive)
    {
        for (int i = 0; i < code.Length; i++)
        {
            if (!alive[i] || code[i].Opcode is not (Opcodes.Jump or Opcodes.MayGoto) || code[i].Offset < 0)
            {
                continue;
            }

            if (!alive.AsSpan(i + 1, code[i].Offset).Contains(true))
            {
                alive[i] = false;
            }
        }
    }

    private static bool IsConditional(in Instruction instruction) =>
        instruction.IsJumpClass && instruction.JumpOperation is not (JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit);
}
