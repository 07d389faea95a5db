namespace Nbpf.Runtime.Compile;

/// <summary>How far programs are compiled; what is beyond is interpreted. Measured in docs/adr/0016-what-is-not-compiled.md.</summary>
internal readonly record struct CompilerLimits
{
    /// <summary>The limits of every kernel.</summary>
    public CompilerLimits()
    {
    }

    /// <summary>The most slots of a program: beyond, code that branches runs no faster compiled, and compiling takes half a second and more.</summary>
    public int LargestProgramSlots { get; init; } = 128 << 10;

    /// <summary>
    /// The most native stack that the frames of one program may take together, in bytes. A run finds 128 KB on its thread
    /// (<see cref="Execution.RunStack.HasRoom"/>); what is left is for the helpers that it calls.
    /// </summary>
    public int LargestFramesBytes { get; init; } = 80 << 10;

    /// <summary>The most locals of a method that are one web's each. The JIT compiler stops inlining into methods of more than 512; the rest of its limits lies beyond.</summary>
    public int MostOwnLocals { get; init; } = 400;
}
