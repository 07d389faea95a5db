using System.Diagnostics;
using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Makes a program smaller while something stays true of it: removes instructions and mends the jumps over them.</summary>
internal static class Reduction
{
    // A program of which each candidate runs long would take hours.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The smallest program found in half a minute; asks <paramref name="holds"/> of every candidate.</summary>
    public static RandomProgram Reduce(RandomProgram program, Func<RandomProgram, bool> holds)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int length = Math.Max(program.Code.Length / 4, 1); length > 0; length /= 2)
        {
            for (bool changed = true; changed;)
            {
                changed = false;
                for (int at = program.Code.Length - length; at >= 0; at--)
                {
                    if (watch.Elapsed > Longest)
                        return program;
                    if (Without(program.Code, at, length) is not { } shorter)
                        continue;
                    RandomProgram candidate = program with { Code = shorter };
                    if (!holds(candidate))
                        continue;
                    program = candidate;
                    changed = true;
                    at = Math.Min(at, program.Code.Length - length + 1);
                }
            }
        }

        return program;
    }

    /// <summary>The code without some slots, or null when that would cut a wide instruction or leave nothing.</summary>
    public static Instruction[]? Without(Instruction[] code, int at, int length)
    {
        int end = at + length;
        if (end > code.Length || length >= code.Length)
            return null;
        if (code[at].IsWide && length == 1)
            end++;
        bool cutsStart = at > 0 && code[at - 1].IsWide;
        bool cutsEnd = end < code.Length && end > 0 && code[end - 1].IsWide;
        if (cutsStart || cutsEnd)
            return null;

        int removed = end - at;
        int Moved(int index) => index < at ? index : index < end ? at : index - removed;
        List<Instruction> rest = new(code.Length - removed);
        for (int i = 0; i < code.Length; i++)
        {
            if (i >= at && i < end)
                continue;
            Instruction instruction = code[i];
            bool isSecondSlot = i > 0 && code[i - 1].IsWide;
            int target = isSecondSlot ? -1 : CodeTargets.TargetOf(instruction, i);
            rest.Add(target < 0 ? instruction : CodeTargets.WithTarget(instruction, rest.Count, Moved(target)));
        }

        return [.. rest];
    }
}
