namespace Nbpf.Syscall;

/// <summary>Where a run was ended before its time.</summary>
/// <param name="Program">Name of the program that was running: a tail call may have led to another than the one that was started.</param>
/// <param name="InstructionIndex">The instruction, as <c>dump xlated</c> counts; -1 when it was in a helper.</param>
public sealed record RunStop(string Program, int InstructionIndex)
{
    /// <summary>The place in words.</summary>
    public override string ToString() => InstructionIndex < 0 ? $"in a helper that program '{Program}' called" : $"at instruction {InstructionIndex} of program '{Program}'";
}
