namespace Nbpf;

/// <summary>An instruction that refers to something by name.</summary>
/// <param name="InstructionIndex">The instruction, in slots from the program's start.</param>
/// <param name="Kind">What it refers to.</param>
/// <param name="Name">Name of the map, subprogram or symbol.</param>
/// <param name="IsWeak">True for a weak extern: the program can do without it.</param>
public readonly record struct InstructionReference(int InstructionIndex, InstructionReferenceKind Kind, string Name, bool IsWeak = false);
