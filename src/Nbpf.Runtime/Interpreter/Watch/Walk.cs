using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Nbpf.Runtime.Execution;
using Nbpf.Verification.State;

namespace Nbpf.Runtime.Interpreter.Watch;

/// <summary>
/// One run's way through what the verifier explored of the main program or of a global function. Exploration knew every path, so each
/// instruction that the run comes to must be a step after the one before, and the run's registers and stack must lie in what was known at
/// that step.
/// </summary>
/// <remarks>
/// Where a path was ended because a checkpoint covers it, the walk goes on behind the checkpoint. The checkpoint only has to agree
/// in what is relied on later, so from there on, unless the run's state lies in the checkpoint as a whole, the walk holds only that against
/// the steps: pointers, and the numbers that precision tracking marked, of registers that are live or read.
/// </remarks>
internal sealed unsafe class Walk(RunWatcher watcher, int subprogram)
{
    private readonly Membership membership = new(watcher);
    private readonly List<ExploredStep> way = [];
    private ExploredStep? current;
    private bool isWhole = true;

    /// <summary>The run comes to a slot of the rewritten program.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="frame">The innermost frame.</param>
    public void Begin(int slot, InterpreterFrame* frame)
    {
        int instruction = watcher.OriginalAt(slot);
        if (instruction < 0)
            return;
        way.Clear();
        bool isFound = current is null ? TryFind(watcher.RootOf(subprogram)!, instruction, frame) : TryFindAfter(current, instruction, frame);
        if (!isFound)
            throw new UnexploredStateException(instruction, $"not explored after what the run did before, in frame {frame->Depth}");
        foreach (ExploredStep step in way)
        {
            if (Arrive(step, frame) is { } fault)
                throw new UnexploredStateException(step.Instruction, fault);
        }
    }

    private bool TryFindAfter(ExploredStep from, int instruction, InterpreterFrame* frame)
    {
        ExploredStep? only = ChooseByJump(from, frame);
        for (ExploredStep? child = from.FirstChild; child is not null; child = child.NextSibling)
        {
            if (!child.IsRepeated && (only is null || only == child) && TryFind(child, instruction, frame))
                return true;
        }

        return false;
    }

    // Finds the way to an instruction over steps that the run does not show: of instructions that went, and of calls between two rounds of a callback.
    private bool TryFind(ExploredStep step, int instruction, InterpreterFrame* frame)
    {
        way.Add(step);
        if (step.Instruction == instruction && step.CurrentFrame == frame->Depth)
            return true;
        bool isShown = watcher.IsKept(step.Instruction) && !step.IsBetweenRounds;
        if (!isShown && TryFindAfter(step.CoveredBy ?? step, instruction, frame))
            return true;
        way.RemoveAt(way.Count - 1);
        return false;
    }

    /// <summary>Of a comparison that went both ways, the step on the way that the run takes: both may lead to one instruction. Else null.</summary>
    private ExploredStep? ChooseByJump(ExploredStep from, InterpreterFrame* frame)
    {
        Instruction jump = watcher.Program.Instructions[from.Instruction];
        bool isChoice = XlatedForm.IsConditionalJump(jump) && from.FirstChild?.NextSibling is not null && from.CurrentFrame == frame->Depth;
        if (!isChoice)
            return null;

        // The jump changed no register. The way that jumps was explored last.
        bool isTaken = JumpSemantics.Evaluate(jump, frame->Registers[jump.Destination], frame->Registers[jump.Source]);
        return isTaken ? from.FirstChild : from.FirstChild!.NextSibling;
    }

    private string? Arrive(ExploredStep step, InterpreterFrame* frame)
    {
        while (frame->Depth > step.CurrentFrame)
            frame = frame->Previous;
        bool isCovered = step.CoveredBy is not null;
        current = Choose(step.CoveredBy ?? step, frame);
        if (isCovered)
        {
            membership.ForgetMemory();
            isWhole &= !IsInWrittenOutLoop(current);
        }

        if (step.IsBetweenRounds && watcher.IsWrittenOut(step.Instruction))
        {
            isWhole &= !isCovered;
            return null;
        }

        string? outside = isWhole ? membership.FindOutside(current, frame, withCallers: isCovered) : null;
        isWhole &= !isCovered || outside is null;
        return isWhole ? outside : membership.FindUnreliable(current, frame);
    }

    // Such a loop keeps its count in the caller's registers, and the caller's own on the stack.
    private bool IsInWrittenOutLoop(ExploredStep step)
    {
        for (int number = 1; number <= step.CurrentFrame; number++)
        {
            if (watcher.IsWrittenOut(step.Frame(number).CallSite))
                return true;
        }

        return false;
    }

    /// <summary>Of a step that was split in two by the value of one register, the part that the run is in.</summary>
    private static ExploredStep Choose(ExploredStep step, InterpreterFrame* frame)
    {
        for (ExploredStep? child = step.FirstChild; child is not null; child = child.NextSibling)
        {
            if (!child.IsRepeated)
                continue;
            int register = 0;
            while (register < Register.FramePointer && child.Top.Registers[register].Bounds == step.Top.Registers[register].Bounds)
                register++;
            if (child.Top.Registers[register].Bounds.Has(frame->Registers[register]))
                return child;
        }

        return step;
    }
}
