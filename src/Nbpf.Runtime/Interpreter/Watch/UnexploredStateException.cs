namespace Nbpf.Runtime.Interpreter.Watch;

/// <summary>A watched run is where the verifier explored nothing, or holds what it excluded there: the verifier or the rewrite has a bug.</summary>
public sealed class UnexploredStateException : Exception
{
    internal UnexploredStateException(int instructionIndex, string what)
        : base($"instruction {instructionIndex}: {what}") => InstructionIndex = instructionIndex;

    /// <summary>Slot of the instruction in the program as loaded.</summary>
    public int InstructionIndex { get; }
}
