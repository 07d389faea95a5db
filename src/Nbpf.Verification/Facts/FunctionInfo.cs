namespace Nbpf.Verification;

/// <summary>One func_info record: where a subprogram starts and which BTF FUNC it is.</summary>
/// <param name="InstructionIndex">Slot index of the subprogram's first instruction.</param>
/// <param name="TypeId">BTF type id of kind FUNC.</param>
public readonly record struct FunctionInfo(int InstructionIndex, uint TypeId);
