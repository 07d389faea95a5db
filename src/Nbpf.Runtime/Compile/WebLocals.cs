using System.Reflection.Emit;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// The locals that webs live in. In small subprograms each web has its own, which the JIT compiler likes best. Where there are many, webs whose lives do
/// not overlap share: the JIT compiler gives every local a place in the method's frame, whatever else is dead by then, and beyond 2,000 locals it no
/// longer optimises.
/// <para>A web's life reaches from the first to the last place, in slot order, where it is set, read or alive; its places between include every place where
/// its value matters, so that webs with disjoint lives never need their values at the same time.</para>
/// </summary>
internal sealed class WebLocals
{
    private readonly ILGenerator il;
    private readonly WebWidths widths;
    private readonly LocalBuilder?[] locals;
    private readonly int[] owners;

    /// <summary>Chooses who shares.</summary>
    /// <param name="program">The program.</param>
    /// <param name="graph">The subprogram's blocks.</param>
    /// <param name="webs">Its webs.</param>
    /// <param name="widths">Their widths.</param>
    /// <param name="il">The method's body.</param>
    /// <param name="mostOwnLocals"><see cref="CompilerLimits.MostOwnLocals"/></param>
    public WebLocals(XlatedProgram program, ControlFlowGraph graph, RegisterWebs webs, WebWidths widths, ILGenerator il, int mostOwnLocals)
    {
        this.il = il;
        this.widths = widths;
        locals = new LocalBuilder?[webs.NodeCount];
        owners = new int[webs.NodeCount];
        for (int web = 0; web < owners.Length; web++) owners[web] = web;
        if (CountNeeded(webs) > mostOwnLocals) Share(webs, new WebLives(program, graph, webs));
    }

    /// <summary>Number of locals that were needed so far.</summary>
    public int Count { get; private set; }

    /// <summary>The local of a web.</summary>
    /// <param name="web">The web.</param>
    public LocalBuilder Of(int web)
    {
        ref LocalBuilder? local = ref locals[owners[web]];
        if (local is null)
        {
            local = il.DeclareLocal(widths.IsNarrow(web) ? typeof(uint) : typeof(ulong));
            Count++;
        }

        return local;
    }

    // A value that is read once in its block needs a local only in passing.
    private static int CountNeeded(RegisterWebs webs)
    {
        int count = 0;
        for (int node = 0; node < webs.NodeCount; node++)
            if (webs.WebOf(node) == node && webs.UseCount(node) > 0 && !(webs.UseCount(node) == 1 && webs.IsLocalToBlock(node))) count++;
        return count;
    }

    // Webs by the beginnings of their lives: each takes over the local of one that has ended, if there is any.
    private void Share(RegisterWebs webs, WebLives lives)
    {
        (Stack<int> Free, PriorityQueue<int, int> Taken) narrow = ([], new()), wide = ([], new());
        foreach (int web in lives.ByBeginning)
        {
            if (webs.UseCount(web) == 0) continue;
            (Stack<int> free, PriorityQueue<int, int> taken) = widths.IsNarrow(web) ? narrow : wide;
            while (taken.TryPeek(out int owner, out int end) && end < lives.BeginningOf(web))
            {
                taken.Dequeue();
                free.Push(owner);
            }

            if (free.TryPop(out int local)) owners[web] = local;
            taken.Enqueue(owners[web], lives.EndOf(web));
        }
    }
}
