namespace Nbpf.Verification.State;

/// <summary>Something that a path acquired and has to release.</summary>
/// <param name="Id">Its identity, which the pointers to it carry.</param>
/// <param name="Instruction">Slot index of the instruction that acquired it.</param>
internal readonly record struct Reference(uint Id, int Instruction);
