namespace Nbpf.Runtime.Rewrite;

/// <summary>From which nodes of a graph some path leads to a node where one begins to look.</summary>
/// <param name="nodeCount">Number of nodes.</param>
internal sealed class BackwardGraph(int nodeCount)
{
    // Per node its last incoming edge, counted from 1; per edge the one before it.
    private readonly int[] lastEdge = new int[nodeCount];
    private readonly List<(int From, int Previous)> edges = [];
    private readonly bool[] isReached = new bool[nodeCount];
    private readonly Stack<int> pending = [];

    /// <summary>Adds an edge.</summary>
    /// <param name="from">Where it leaves.</param>
    /// <param name="to">Where it goes.</param>
    public void Connect(int from, int to)
    {
        edges.Add((from, lastEdge[to]));
        lastEdge[to] = edges.Count;
    }

    /// <summary>Begins at a node.</summary>
    /// <param name="node">The node.</param>
    public void Begin(int node)
    {
        if (isReached[node])
        {
            return;
        }

        isReached[node] = true;
        pending.Push(node);
    }

    /// <summary>Goes back along all edges; by node whether it is a beginning or leads to one. Each edge is followed once.</summary>
    public bool[] Reach()
    {
        while (pending.TryPop(out int node))
        {
            for (int edge = lastEdge[node]; edge != 0; edge = edges[edge - 1].Previous)
            {
                Begin(edges[edge - 1].From);
            }
        }

        return isReached;
    }
}
