namespace Nbpf.Verification.State;

/// <summary>Something that a path acquired and has to give back.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its identity, which the pointers to it carry.</param>
/// <param name="Instruction">Slot index of the instruction that acquired it.</param>
internal readonly record struct Resource(ResourceKind Kind, uint Id, int Instruction);
