namespace Nbpf.Runtime;

/// <summary>What became of a program of the public instruction set conformance suite.</summary>
/// <param name="ReturnValue">r0, when the program was accepted and ran.</param>
/// <param name="Error">One line why it was refused, or null.</param>
public readonly record struct ConformanceResult(ulong ReturnValue, string? Error);
