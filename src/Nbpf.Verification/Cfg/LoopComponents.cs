using Nbpf.Isa;

namespace Nbpf.Verification.Cfg;

/// <summary>Strongly connected components of the flow inside subprograms, by Tarjan's algorithm without recursion.</summary>
internal static class LoopComponents
{
    /// <summary>
    /// Numbers the components that are loops (two or more instructions, or one that is its own successor) from 1 in the order in
    /// which the search completes them; every other instruction has 0. The search visits instructions ascending and their
    /// fall-through first: that order is what gives the numbers of Linux's log.
    /// </summary>
    public static int[] Number(ReadOnlySpan<Instruction> program, out int count)
    {
        const int finished = int.MaxValue;
        var component = new int[program.Length];
        var visit = new int[program.Length];
        var lowest = new int[program.Length];
        var nextEdge = new byte[program.Length];
        var path = new int[program.Length];
        var open = new int[program.Length];
        int openCount = 0;
        int visits = 0;
        count = 0;
        for (int root = 0; root < program.Length; root++)
        {
            if (visit[root] != 0)
                continue;
            int depth = 0;
            path[depth++] = root;
            while (depth > 0)
            {
                int at = path[depth - 1];
                if (visit[at] == 0)
                {
                    visit[at] = lowest[at] = ++visits;
                    open[openCount++] = at;
                }

                int edges = ControlFlow.Successors(program[at], at, out int first, out int second);
                if (nextEdge[at] < edges)
                {
                    int to = nextEdge[at] == 0 ? first : second;
                    if (to >= program.Length)
                    {
                        nextEdge[at]++;
                    }
                    else if (visit[to] == 0)
                    {
                        path[depth++] = to;
                    }
                    else
                    {
                        nextEdge[at]++;
                        lowest[at] = Math.Min(lowest[at], lowest[to]);
                    }

                    continue;
                }

                depth--;
                if (lowest[at] < visit[at])
                    continue;

                bool isLoop = open[openCount - 1] != at || first == at || second == at;
                if (isLoop)
                    count++;
                int member;
                do
                {
                    member = open[--openCount];
                    lowest[member] = finished;
                    component[member] = isLoop ? count : 0;
                }
                while (member != at);
            }
        }

        return component;
    }
}
