using Nbpf.Isa;

namespace Nbpf.Verification.State;

/// <summary>
/// One instruction as one path explored it: what was known before it, and where exploration went from it. The steps of a program form a
/// tree; a path that ended because an earlier state covers it has a last step that leads to the step explored from that state.
/// </summary>
internal sealed class ExploredStep
{
    private readonly FrameState[] _frames;

    /// <summary>Records what a path knows.</summary>
    public ExploredStep(PathState path, int instruction)
    {
        Instruction = instruction;
        Previous = path.Step;
        _frames = new FrameState[path.CurrentFrame + 1];
        for (int i = 0; i < _frames.Length; i++)
        {
            _frames[i] = new FrameState();
            _frames[i].CopyFrom(path.Frames[i]!);
        }

        if (Previous is null)
            return;
        NextSibling = Previous.FirstChild;
        Previous.FirstChild = this;
    }

    /// <summary>Slot index.</summary>
    public int Instruction { get; }

    /// <summary>The step before it on its path; null where a function begins.</summary>
    public ExploredStep? Previous { get; }

    /// <summary>The step explored last of those that follow this one.</summary>
    public ExploredStep? FirstChild { get; private set; }

    /// <summary>Another step that follows the same one.</summary>
    public ExploredStep? NextSibling { get; }

    /// <summary>When the path ended here: the first step that was explored from the state that covers it.</summary>
    public ExploredStep? CoveredBy { get; set; }

    /// <summary>Registers of the innermost frame whose numbers some later check relied on.</summary>
    public uint PreciseRegisters { get; private set; }

    /// <summary>Later checks may rely on any number.</summary>
    public bool IsAllPrecise { get; private set; }

    /// <summary>Number of the innermost frame.</summary>
    public int CurrentFrame => _frames.Length - 1;

    /// <summary>The innermost frame.</summary>
    public FrameState Top => _frames[^1];

    /// <summary>The instruction was put aside to be explored again with the other of two values (<see cref="Transfer.AluTransfer"/>).</summary>
    public bool IsRepeated => Previous is { } previous && previous.Instruction == Instruction && previous.CurrentFrame == CurrentFrame && CoveredBy is null;

    /// <summary>A call whose callback has just returned, looked at again before the next round.</summary>
    public bool IsBetweenRounds => Previous is { } previous && previous.CurrentFrame == CurrentFrame + 1 && previous.Top.IsCallback
        && previous.Top.CallSite == Instruction;

    /// <summary>What was known of a frame.</summary>
    public FrameState Frame(int number) => _frames[number];

    /// <summary>Later checks rely on these registers.</summary>
    public void MarkPrecise(uint registers) => PreciseRegisters |= registers;

    /// <summary>Later checks may rely on all numbers here and on the way here.</summary>
    public void MarkAllPrecise()
    {
        for (ExploredStep? step = this; step is { IsAllPrecise: false }; step = step.Previous)
            step.IsAllPrecise = true;
    }

    /// <summary>True when what is known of a register has to hold even after a jump to a state that covers the path's.</summary>
    public bool MustHold(int register) => Top.Registers[register].Kind switch
    {
        RegisterKind.NotInitialised => false,
        RegisterKind.Scalar => IsAllPrecise || (PreciseRegisters & (1u << register)) != 0,
        _ => register != Register.FramePointer,
    };
}
