namespace Nbpf.Runtime.Execution;

/// <summary>Leaves a run that was asked to end, from the place where it noticed to whoever started it. Holds nothing that would have to be undone on the way.</summary>
public sealed class RunStoppedException : Exception
{
    /// <summary>What <see cref="InstructionIndex"/> is when the run ended inside of a helper.</summary>
    public const int InHelper = -1;

    internal RunStoppedException(StopReason reason, int instructionIndex)
        : base($"the run was ended at instruction {instructionIndex}: {reason}")
    {
        Reason = reason;
        InstructionIndex = instructionIndex;
    }

    /// <summary>Why it was to end.</summary>
    public StopReason Reason { get; }

    /// <summary>Slot of the instruction in the xlated program, or <see cref="InHelper"/>.</summary>
    public int InstructionIndex { get; }
}
