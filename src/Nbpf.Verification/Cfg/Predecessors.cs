using Nbpf.Isa;

namespace Nbpf.Verification.Cfg;

/// <summary>The edges of <see cref="ControlFlow.Successors"/> backwards, in two arrays.</summary>
internal sealed class Predecessors
{
    private readonly int[] _ends;
    private readonly int[] _from;

    private Predecessors(int[] ends, int[] from)
    {
        _ends = ends;
        _from = from;
    }

    /// <summary>The instructions that an instruction is a successor of.</summary>
    public ReadOnlySpan<int> Before(int index) => _from.AsSpan((index == 0 ? 0 : _ends[index - 1])..(_ends[index]));

    /// <summary>Turns the edges of some instructions around.</summary>
    /// <param name="program">The program.</param>
    /// <param name="instructions">The slots of those whose edges count.</param>
    public static Predecessors Of(ReadOnlySpan<Instruction> program, ReadOnlySpan<int> instructions)
    {
        var counts = new int[program.Length];
        foreach (int index in instructions)
        {
            int edges = ControlFlow.Successors(program[index], index, out int first, out int second);
            if (edges > 0)
                counts[first]++;
            if (edges > 1)
                counts[second]++;
        }

        // Sums of the counts are where each one's predecessors end.
        for (int i = 1; i < counts.Length; i++)
            counts[i] += counts[i - 1];
        int[] places = [.. counts];
        var from = new int[counts.Length == 0 ? 0 : counts[^1]];
        foreach (int index in instructions)
        {
            int edges = ControlFlow.Successors(program[index], index, out int first, out int second);
            if (edges > 0)
                from[--places[first]] = index;
            if (edges > 1)
                from[--places[second]] = index;
        }

        return new Predecessors(counts, from);
    }
}
