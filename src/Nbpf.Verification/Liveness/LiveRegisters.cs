using System.Globalization;
using System.Text;
using Nbpf.Isa;
using Nbpf.Verification.Cfg;

namespace Nbpf.Verification.Liveness;

/// <summary>
/// Registers whose value may still be read before each instruction: a backward may-analysis over the whole program, done
/// once before exploration. State comparison and scalar linking look at live registers only (Linux 6.18).
/// </summary>
public sealed class LiveRegisters
{
    private readonly ushort[] _before;

    private LiveRegisters(ushort[] before) => _before = before;

    /// <summary>The registers live before an instruction: bit n is register n.</summary>
    public ushort Before(int index) => _before[index];

    /// <summary>True when the value of a register before an instruction may be read by it or later.</summary>
    public bool IsLiveBefore(int index, int register) => (_before[index] & (1 << register)) != 0;

    /// <summary>
    /// Computes the least fixed point. Sound: a register read on some path from an instruction, with no write in between, is
    /// live there, since liveness is carried from every successor to every predecessor until nothing changes. The function's end
    /// (<see cref="ControlFlow.LeadsToEnd"/>) has none: r0 is read by <c>exit</c>, and set by the other ways out.
    /// </summary>
    public static LiveRegisters Compute(ReadOnlySpan<Instruction> program, ControlFlowGraph graph, ICallFacts calls)
    {
        var effects = new RegisterEffects[program.Length];
        for (int i = 0; i < program.Length; i++)
            effects[i] = RegisterEffects.Of(program[i], calls);

        // An instruction is looked at again only when what is live after it changed, at most once for each register: nested loops take no
        // further rounds over the whole program.
        var before = new ushort[program.Length];
        var isPending = new bool[program.Length];
        var pending = new Stack<int>(program.Length);
        for (int i = graph.Postorder.Length - 1; i >= 0; i--)
        {
            pending.Push(graph.Postorder[i]);
            isPending[graph.Postorder[i]] = true;
        }

        while (pending.TryPop(out int i))
        {
            isPending[i] = false;
            int count = ControlFlow.Successors(program[i], i, out int first, out int second);
            int after = (count > 0 ? before[first] : 0) | (count > 1 ? before[second] : 0);
            ushort live = (ushort)((after & ~effects[i].Writes) | effects[i].Reads);
            if (live == before[i])
                continue;
            before[i] = live;
            foreach (int predecessor in graph.Predecessors.Before(i))
            {
                if (isPending[predecessor])
                    continue;
                isPending[predecessor] = true;
                pending.Push(predecessor);
            }
        }

        return new LiveRegisters(before);
    }

    /// <summary>
    /// Appends the table of log level 2: a heading, then per instruction its loop's number (or blanks), its index, the live ones
    /// of r0–r9, and its text.
    /// </summary>
    public void AppendTable(StringBuilder text, ReadOnlySpan<Instruction> program, ControlFlowGraph graph, DisassemblySymbols symbols)
    {
        text.Append("Live regs before insn:\n");
        for (int i = 0; i < program.Length; i++)
        {
            int component = graph.ComponentOf(i);
            if (component != 0)
                text.Append(CultureInfo.InvariantCulture, $"{component,3} ");
            else
                text.Append(' ', 4);
            text.Append(CultureInfo.InvariantCulture, $"{i,3}: ");
            for (int register = 0; register < Register.FramePointer; register++)
                text.Append(IsLiveBefore(i, register) ? (char)('0' + register) : '.');
            text.Append(' ');
            Disassembler.Append(text, program, i, symbols);
            text.Append('\n');
            if (program[i].IsWide)
                i++;
        }
    }
}
